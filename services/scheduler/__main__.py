"""`python -m services.scheduler`: the scheduler service as a process of its own."""

import asyncio

from services.runtime import logs
from services.runtime.process import until_asked_to_end
from services.scheduler.app import Settings, running


async def main() -> None:
    """Serve until asked to end."""
    settings = Settings()
    logs.configure("scheduler", settings.log_level)
    async with running(settings):
        await until_asked_to_end()


if __name__ == "__main__":
    asyncio.run(main())
