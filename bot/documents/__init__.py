"""Files people take away: a result as Word, page, text and JSON, a deadline for the calendar, a workbook of candidates.

The only importer of python-docx, openpyxl and icalendar. What is said stands in the sheet and in `phrases/`; here is
only how it looks on paper.
"""
