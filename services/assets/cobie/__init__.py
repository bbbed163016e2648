"""COBie workbooks (.xlsx, .xls) read into a register of domain objects, with a report of what became of each row."""
