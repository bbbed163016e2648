"""`python -m services.notifier`: the notifier service as a process of its own."""

import asyncio

from services.notifier.app import Settings, running
from services.runtime import logs
from services.runtime.process import until_asked_to_end


async def main() -> None:
    """Serve until asked to end."""
    settings = Settings()
    logs.configure("notifier", settings.log_level)
    async with running(settings):
        await until_asked_to_end()


if __name__ == "__main__":
    asyncio.run(main())
