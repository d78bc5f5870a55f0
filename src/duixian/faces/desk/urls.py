"""Addresses of the staff pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from duixian.faces.desk import verify
from duixian.faces.desk.accounts import login, security
from duixian.faces.desk.cases import acts, instruments, tabs, unmask
from duixian.faces.desk.cases import views as cases
from duixian.faces.desk.filing import sheets
from duixian.faces.desk.filing import views as filing
from duixian.faces.desk.workbench import views as workbench

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", workbench.workbench, name="workbench"),
    path("deadlines/", workbench.deadline_list, name="deadlines"),
    # cases
    path("cases/", cases.case_list, name="cases"),
    path("cases/<int:pk>/", tabs.case_page, name="case"),
    path("cases/<int:pk>/parties/<int:party_id>/unmask", unmask.unmask_party, name="unmask"),
    path("cases/<int:pk>/documents/<int:instrument_id>.pdf", instruments.instrument_file, name="instrument"),
    path("cases/<int:pk>/acts/close", acts.close, name="close_case"),
    path("cases/<int:pk>/acts/assign", acts.assign, name="assign_case"),
    path("cases/<int:pk>/acts/<slug:act>", acts.move, name="move_case"),
    path("cases/<int:pk>/instruments/<slug:kind>", acts.issue_instrument, name="issue"),
    path("cases/<int:pk>/<slug:tab>/", tabs.case_page, name="case_tab"),
    # filing
    path("filing/", filing.filing_page, name="filing"),
    path("filing/read", filing.read_judgment, name="filing_read"),
    path("filing/confirm", filing.confirm, name="filing_confirm"),
    path("filing/rows/<slug:kind>", filing.blank_row, name="filing_row"),
    path("filing/sheet", sheets.file_sheet, name="filing_sheet"),
    path("filing/template.xlsx", sheets.template_file, name="filing_template"),
    path("filing/returned.xlsx", sheets.returned_file, name="filing_returned"),
    # accounts
    path("login", login.login_page, name="login"),
    path("login/factor", login.factor_page, name="factor"),
    path("logout", login.logout_act, name="logout"),
    path("account/", security.account_page, name="account"),
    path("account/recovery-codes", security.renew_codes, name="renew_codes"),
    path("verify", verify.verify_page, name="verify"),
    path("language", login_not_required(set_language), name="language"),
]
