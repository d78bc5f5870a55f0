"""Lists: one page of a queryset is shown with totals, and all of it can be taken as a workbook."""

from duixian.faces.desk.lists.exports import Column, workbook
from duixian.faces.desk.lists.pages import Page, page_of

__all__ = ["Column", "Page", "page_of", "workbook"]
