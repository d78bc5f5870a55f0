"""The workbook a clerk fills in for a plan; made from the same list of columns that the reader uses."""

import io

from duixian.reading.plan_columns import FORMS, TABLES, Form
from duixian.reading.sheets import column_letters


def template() -> bytes:
    """An empty PLAN.xlsx: one sheet a table, headings in bold, lists to choose from, and a sheet that explains."""
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    guide = book.create_sheet("说明")
    guide.append(["工作表", "栏目", "必填", "格式", "说明"])
    for table in TABLES:
        sheet = book.create_sheet(table.sheet)
        if table.single:
            sheet.append(["项目", "内容"])
            for column in table.columns:
                sheet.append([column.heading])
        else:
            sheet.append([column.heading + ("（元）" if column.form is Form.MONEY else "") for column in table.columns])
        for number, column in enumerate(table.columns, start=1):
            words = "、".join(column.choices)
            guide.append(
                [
                    table.sheet,
                    column.heading,
                    "是" if column.required else "",
                    FORMS[column.form],
                    column.note or words,
                ]
            )
            options = ["是", "否"] if column.form is Form.FLAG else list(column.choices)
            if options:
                valid = DataValidation(type="list", formula1=f'"{",".join(options)}"', allow_blank=True)
                letter = column_letters(number - 1)
                valid.add(f"B{number + 1}" if table.single else f"{letter}2:{letter}5000")
                sheet.add_data_validation(valid)
        for position in range(1, len(table.columns) + 1):
            sheet.column_dimensions[column_letters(position - 1)].width = 20
    for sheet in book.worksheets:
        sheet.freeze_panes = "A2"
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
