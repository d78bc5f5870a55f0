"""Addresses of the staff pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from duixian.faces.desk import verify
from duixian.faces.desk.accounts import keys, login, security
from duixian.faces.desk.agencies import views as agencies
from duixian.faces.desk.applications import record as application_record
from duixian.faces.desk.applications import views as applications
from duixian.faces.desk.approvals import views as approvals
from duixian.faces.desk.batch import views as batch
from duixian.faces.desk.books import views as books
from duixian.faces.desk.cases import acts, counting, deciding, instruments, payees, roundend, serving, tabs, unmask
from duixian.faces.desk.cases import roundend_acts as round_end
from duixian.faces.desk.cases import views as cases
from duixian.faces.desk.control import calendar, centre, ending, launching, live, orders, outside, searches, things
from duixian.faces.desk.control import proposal as plan_of_control
from duixian.faces.desk.court import deadlines as deadline_settings
from duixian.faces.desk.court import views as court
from duixian.faces.desk.disposal import acts as disposal_acts
from duixian.faces.desk.disposal import bidders, notice, prices, results, starting
from duixian.faces.desk.disposal import views as disposal
from duixian.faces.desk.filing import sheets
from duixian.faces.desk.filing import views as filing
from duixian.faces.desk.hall import check, lots
from duixian.faces.desk.lookup import views as lookup
from duixian.faces.desk.measures import acts as measure_acts
from duixian.faces.desk.measures import casetab as case_measures
from duixian.faces.desk.measures import views as measures
from duixian.faces.desk.parties import entering as party_entering
from duixian.faces.desk.payouts import files, people
from duixian.faces.desk.payouts import views as payouts
from duixian.faces.desk.plans import proposal
from duixian.faces.desk.plans import views as plans
from duixian.faces.desk.proceedings import pages as records
from duixian.faces.desk.proceedings import views as proceedings
from duixian.faces.desk.proceedings import waiting as waiting_matters
from duixian.faces.desk.punish import acts as punish_acts
from duixian.faces.desk.punish import casetab as case_credit
from duixian.faces.desk.punish import proposing as punish_proposing
from duixian.faces.desk.punish import views as punish
from duixian.faces.desk.receipts import doubts, imports
from duixian.faces.desk.receipts import views as receipts
from duixian.faces.desk.repair import views as repair
from duixian.faces.desk.settlements import acts as settlement_acts
from duixian.faces.desk.settlements import entering as settlement_entering
from duixian.faces.desk.settlements import guaranteeing
from duixian.faces.desk.settlements import views as settlements
from duixian.faces.desk.workbench import views as workbench

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", workbench.workbench, name="workbench"),
    path("deadlines/", workbench.deadline_list, name="deadlines"),
    path("next/", workbench.next_steps, name="next_steps"),
    path("proceedings/", proceedings.matters, name="proceedings"),
    path("proceedings/waiting", waiting_matters.card, name="matters_waiting"),
    path("proceedings/supervisions/new/", records.supervision_page, name="new_supervision"),
    path("proceedings/supervisions/enter", records.supervision_act, name="enter_supervision"),
    path("proceedings/<slug:kind>/<int:pk>/", records.record_page, name="proceeding"),
    path("proceedings/<slug:kind>/<int:pk>/<slug:name>", records.record_act, name="proceeding_act"),
    path("applications/", applications.application_list, name="applications"),
    path("applications/receive", applications.receive, name="receive_application"),
    path("applications/<int:pk>/", records.record_page, {"kind": "applications"}, name="application"),
    path("applications/<int:pk>/ruling.pdf", application_record.ruling_file, name="application_ruling"),
    path("batch/", batch.desk, name="batch_desk"),
    path("batch/start", batch.start, name="batch_start"),
    path("batch/<slug:key>/", batch.run_page, name="batch_run"),
    path("batch/<slug:key>/papers.pdf", batch.papers, name="batch_papers"),
    path("batch/<slug:key>/services/", batch.services, name="batch_services"),
    # cases
    path("cases/", cases.case_list, name="cases"),
    path("cases/<int:pk>/", tabs.case_page, name="case"),
    path("cases/<int:pk>/parties/<int:party_id>/unmask", unmask.unmask_party, name="unmask"),
    path("cases/<int:pk>/parties/<int:party_id>/account", payees.name_account, name="name_account"),
    path("cases/<int:pk>/documents/<int:instrument_id>.pdf", instruments.instrument_file, name="instrument"),
    path("cases/<int:pk>/nodes/<int:node_id>/done", acts.record_done, name="node_done"),
    path("cases/<int:pk>/acts/waive-fee", acts.waive_fee, name="waive_fee"),
    path("cases/<int:pk>/acts/elect-renminbi", counting.elect_renminbi, name="elect_renminbi"),
    path("cases/<int:pk>/acts/exclude-period", counting.exclude_period, name="exclude_period"),
    path("cases/<int:pk>/acts/close", acts.close, name="close_case"),
    path("cases/<int:pk>/acts/assign", acts.assign, name="assign_case"),
    path("cases/<int:pk>/acts/<slug:act>", acts.move, name="move_case"),
    path("cases/<int:pk>/decide/<slug:act>/", deciding.page, name="decide"),
    path("cases/<int:pk>/decide/<slug:act>/propose", deciding.propose, name="decide_propose"),
    path("cases/<int:pk>/round-end/", roundend.page, name="round_end"),
    path("cases/<int:pk>/round-end/sign", round_end.sign, name="round_end_sign"),
    path("cases/<int:pk>/round-end/talk", round_end.talk, name="round_end_talk"),
    path("cases/<int:pk>/round-end/propose", round_end.propose_end, name="round_end_propose"),
    path("cases/<int:pk>/round-end/enter", round_end.enter, name="round_end_enter"),
    path("cases/<int:pk>/round-end/publish", round_end.publish, name="round_end_publish"),
    path("cases/<int:pk>/papers/<int:paper_id>/serve", serving.serve_paper, name="serve_paper"),
    path("cases/<int:pk>/round-end/resume", round_end.resume_round, name="round_end_resume"),
    path("cases/<int:pk>/instruments/<slug:kind>", acts.issue_instrument, name="issue"),
    path("cases/<int:pk>/search", searches.search_case, name="search_case"),
    path("cases/<int:pk>/assets/enter", things.enter, name="asset_enter"),
    path("cases/<int:pk>/assets/<int:asset_id>/value", things.value, name="asset_value"),
    path("cases/<int:pk>/debts/draft", outside.draft_debt, name="debt_draft"),
    path("cases/<int:pk>/debts/<int:debt_id>/<slug:act>", outside.debt_act, name="debt_act"),
    path("cases/<int:pk>/objections/enter", outside.enter_objection, name="objection_enter"),
    path("cases/<int:pk>/objections/<int:objection_id>/<slug:act>", outside.objection_act, name="objection_act"),
    path("cases/<int:pk>/control/live", live.case_live, name="control_case_live"),
    path("cases/<int:pk>/control/state", plan_of_control.state, name="control_state"),
    path("cases/<int:pk>/control/order", plan_of_control.order, name="control_order_make"),
    path("cases/<int:pk>/control/<int:control_id>/deduct", plan_of_control.deduct, name="control_deduct"),
    path("cases/<int:pk>/control/<int:control_id>/release", plan_of_control.release, name="control_release"),
    path("cases/<int:pk>/measures/<slug:name>", case_measures.act, name="case_measure"),
    path("cases/<int:pk>/credit/<slug:name>", case_credit.act, name="case_credit"),
    path("cases/<int:pk>/limit/<int:person_id>/", punish_proposing.limit_page, name="new_limit"),
    path("cases/<int:pk>/limit/<int:person_id>/propose", punish_proposing.propose_limit, name="propose_limit"),
    path("cases/<int:pk>/listing/<int:person_id>/", punish_proposing.listing_page, name="new_listing"),
    path("cases/<int:pk>/listing/<int:person_id>/propose", punish_proposing.propose_listing, name="propose_listing"),
    path("cases/<int:case_id>/settlements/new/", settlement_entering.entering, name="entering_settlement"),
    path("cases/<int:case_id>/settlements/enter", settlement_entering.enter, name="enter_settlement"),
    path("cases/<int:case_id>/promises/note", settlement_acts.note_promise, name="note_promise"),
    path("cases/<int:pk>/changes/new/", party_entering.page, name="new_change"),
    path("cases/<int:pk>/changes/enter", party_entering.enter, name="enter_change"),
    path("cases/<int:pk>/begin/<slug:name>/", records.begin_page, name="begin"),
    path("cases/<int:pk>/begin/<slug:name>/enter", records.begin_act, name="begin_act"),
    path("cases/<int:pk>/<slug:tab>/", tabs.case_page, name="case_tab"),
    # settlements
    path("settlements/", settlements.settlement_list, name="settlements"),
    path("settlements/<int:pk>/", settlements.settlement_page, name="settlement"),
    path("settlements/<int:pk>/acts/<slug:name>", settlement_acts.act, name="settlement_act"),
    path("cases/<int:case_id>/guarantees/new/", guaranteeing.offering, name="offering_guarantee"),
    path("cases/<int:case_id>/guarantees/offer", guaranteeing.offer, name="offer_guarantee"),
    path("guarantees/<int:pk>/<slug:name>", guaranteeing.act, name="guarantee_act"),
    path("promises/<int:pk>/<slug:name>", settlement_acts.promise_act, name="promise_act"),
    # filing
    path("filing/", filing.filing_page, name="filing"),
    path("filing/read", filing.read_judgment, name="filing_read"),
    path("filing/confirm", filing.confirm, name="filing_confirm"),
    path("filing/rows/<slug:kind>", filing.blank_row, name="filing_row"),
    path("filing/sheet", sheets.file_sheet, name="filing_sheet"),
    path("filing/template.xlsx", sheets.template_file, name="filing_template"),
    path("filing/returned.xlsx", sheets.returned_file, name="filing_returned"),
    # search and control
    path("control/", centre.centre, name="control"),
    path("control/live", centre.live, name="control_live"),
    path("control/launch/preview", launching.preview, name="control_preview"),
    path("control/launch", launching.launch, name="control_launch"),
    path("control/batches/<int:pk>/", searches.batch_page, name="control_batch"),
    path("control/searches/<int:pk>/", searches.search_page, name="control_search"),
    path("control/orders/", orders.order_list, name="control_orders"),
    path("control/orders/approve", orders.approve, name="control_approve"),
    path("control/orders/<int:pk>/", orders.order_page, name="control_order"),
    path("control/orders/<int:pk>/cancel", orders.cancel, name="control_cancel"),
    path("control/orders/<int:pk>/again", orders.again, name="control_again"),
    path("control/calendar/", calendar.calendar_page, name="control_calendar"),
    path("control/calendar/renew", ending.renew, name="control_renew"),
    path("control/calendar/alarms/<int:pk>/seen", ending.seen, name="control_seen"),
    path("control/calendar/incidents/<int:pk>", ending.answer, name="control_incident"),
    path("control/calendar/<int:pk>/<slug:act>", ending.lapse, name="control_lapse"),
    # measures against persons, and the queue of approvals
    path("measures/", measures.measure_list, name="measures"),
    path("measures/<int:pk>/", measures.measure_page, name="measure"),
    path("measures/<int:pk>/acts/<slug:name>", measure_acts.act, name="measure_act"),
    path("approvals/", approvals.queue, name="approvals"),
    path("approvals/decide", approvals.decide, name="approvals_decide"),
    # the two lists
    path("punish/", punish.list_page, name="punish"),
    path("punish/batch/", punish_proposing.batch_page, name="punish_batch"),
    path("punish/<slug:register>/<int:pk>/", punish.decision_page, name="punished"),
    path("punish/<slug:register>/<int:pk>/acts/<slug:name>", punish_acts.act, name="punished_act"),
    path("repair/", repair.page, name="repair"),
    path("repair/<int:pk>/kept", repair.keep, name="repair_keep"),
    # who screens against the lists
    path("agencies/", agencies.console, name="agencies"),
    path("agencies/enter", agencies.enter, name="agency_enter"),
    path("agencies/feedback/", agencies.feedback_page, name="agency_feedback"),
    path("agencies/feedback/<int:pk>/answer", agencies.answer, name="agency_answer"),
    path("agencies/<int:pk>/", agencies.agency_page, name="agency"),
    path("agencies/<int:pk>/keys", agencies.issue_key, name="agency_key"),
    path("agencies/<int:pk>/keys/<int:key_id>/revoke", agencies.revoke_key, name="agency_revoke"),
    path("agencies/<int:pk>/shut-out", agencies.shut_out, name="agency_shut"),
    # money in
    path("receipts/", receipts.receipt_list, name="receipts"),
    path("receipts/import", imports.import_file, name="import_statement"),
    path("receipts/doubts/", doubts.doubt_list, name="doubts"),
    path("receipts/doubts/<int:doubt_id>/<slug:answer>", doubts.decide, name="decide_doubt"),
    path("receipts/<int:receipt_id>/identify", receipts.identify, name="identify"),
    path("receipts/<int:receipt_id>/take-back", receipts.take_back, name="take_back"),
    # plans
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new", proposal.new_plan, name="new_plan"),
    path("plans/keep", proposal.keep_plan, name="keep_plan"),
    path("plans/rows/<slug:kind>", proposal.blank_row, name="plan_row"),
    path("plans/<int:pk>/", plans.plan_page, name="plan"),
    path("plans/<int:pk>/objections", plans.object_to, name="plan_object"),
    path("plans/<int:pk>/objections/<int:objection_id>", plans.settle, name="settle_objection"),
    path("plans/<int:pk>/lines/<int:line_id>/account", plans.name_account, name="name_cost_account"),
    path("plans/<int:pk>/papers", plans.issue_papers, name="plan_papers"),
    path("plans/<int:pk>/<slug:name>", plans.act, name="plan_act"),
    # money out
    path("payouts/", payouts.batch_list, name="batches"),
    path("payouts/make", payouts.make, name="make_batch"),
    path("payouts/payees/<slug:which>/", people.payee_list, name="payees"),
    path("payouts/payees/<int:account_id>/<slug:act>", people.turn_over, name="turn_over"),
    path("payouts/<int:pk>/", payouts.batch_page, name="batch"),
    path("payouts/<int:pk>/check", payouts.check, name="check_batch"),
    path("payouts/<int:pk>/approve", payouts.approve, name="approve_batch"),
    path("payouts/<int:pk>/cancel", payouts.cancel, name="cancel_batch"),
    path("payouts/<int:pk>/sent", files.note_sent, name="note_sent"),
    path("payouts/<int:pk>/results", files.take_results, name="batch_results"),
    path("payouts/<int:pk>/file.<slug:form>", files.payment_file, name="payment_file"),
    # books and house
    path("books/", books.reconcile_page, name="reconcile"),
    path("books/keep", books.keep, name="keep_reconciliation"),
    path("books/<int:pk>/sign", books.sign, name="sign_reconciliation"),
    path("court/staff/", court.staff_page, name="staff"),
    path("court/staff/take-on", court.take_on, name="take_on"),
    path("court/deadlines/", deadline_settings.page, name="deadline_settings"),
    path("court/deadlines/preview", deadline_settings.preview, name="limit_preview"),
    path("court/deadlines/set", deadline_settings.set_limit, name="set_limit"),
    path("court/settings/", court.settings_page, name="settings"),
    path("court/settings/set", court.set_value, name="set_value"),
    # disposal
    path("disposal/", disposal.disposal_list, name="disposals"),
    path("disposal/new/", starting.candidates, name="disposal_candidates"),
    path("disposal/new/<int:control_id>", starting.begin, name="start_disposal"),
    path("disposal/results/", results.result_list, name="auction_results"),
    path("disposal/results/take", results.take, name="take_auction_results"),
    path("disposal/results/<int:pk>/", results.result_page, name="auction_result"),
    path("disposal/results/<int:pk>/returned.xlsx", results.returned_rows, name="returned_results"),
    path("disposal/<int:pk>/", disposal.disposal_page, name="disposal"),
    path("disposal/<int:pk>/acts/<slug:name>", disposal_acts.act, name="disposal_act"),
    path("disposal/<int:pk>/price/ask", prices.ask, name="ask_price"),
    path("disposal/<int:pk>/price/<int:inquiry_id>/<slug:name>", prices.act, name="price_act"),
    path("disposal/<int:pk>/terms/", notice.terms_page, name="auction_terms"),
    path("disposal/<int:pk>/terms/<slug:digest>/agree", notice.agree, name="agree_terms"),
    path("disposal/<int:pk>/terms/<slug:digest>/publish", notice.publish_page, name="publish_terms"),
    path("disposal/<int:pk>/bidders", bidders.register, name="register_bidder"),
    path("disposal/<int:pk>/bidders/<int:bidder_id>/bar", bidders.bar, name="bar_bidder"),
    # auctions, for anybody
    path("auctions/", lots.lot_list, name="auctions"),
    path("auctions/check", check.check_page, name="auction_check"),
    path("auctions/<slug:code>/", lots.lot_page, name="auction"),
    path("auctions/<slug:code>/log.jsonl", lots.lot_log, name="auction_log"),
    # accounts
    path("login", login.login_page, name="login"),
    path("login/factor", login.factor_page, name="factor"),
    path("logout", login.logout_act, name="logout"),
    path("account/", security.account_page, name="account"),
    path("account/keys", keys.make_key, name="make_key"),
    path("account/keys/<int:token_id>/revoke", keys.revoke_key, name="revoke_key"),
    path("account/recovery-codes", security.renew_codes, name="renew_codes"),
    path("verify", verify.verify_page, name="verify"),
    path("lists/", lookup.look_up, name="look_up"),
    path("language", login_not_required(set_language), name="language"),
]
