"""The settings of deadlines: shown with their articles, set stricter, previewed, refused when looser."""

from datetime import timedelta

from django.utils.timezone import localdate
from province import LogIn, Province

from duixian.domain.courts import scope
from duixian.domain.courts.models import CourtSetting
from duixian.law.periods import rules


def _posted(**more: str) -> dict[str, str]:
    wanted = {"rule": "notice", "value": "5", "unit": "day", "since": localdate().isoformat(), "source": "执行细则"}
    return wanted | more


def test_every_limit_stands_there_with_its_article(province: Province, log_in: LogIn) -> None:
    page = log_in(province.officer).get("/court/deadlines/").content.decode()
    missing = [rule.id for rule in rules().values() if f'id="limit-{rule.id}"' not in page]
    assert missing == []
    assert "《民诉法解释》第480条" in page


def test_a_stricter_value_is_previewed_and_set(province: Province, log_in: LogIn) -> None:
    client = log_in(province.chief)
    shown = client.get("/court/deadlines/preview", _posted()).content.decode()
    assert (localdate() + timedelta(days=5)).isoformat() in shown
    with scope.of_court(province.court.pk):
        assert not CourtSetting.objects.filter(key="limit.notice").exists()

    client.post("/court/deadlines/set", _posted())

    assert "执行细则" in client.get("/court/deadlines/").content.decode()
    with scope.of_court(province.court.pk):
        assert CourtSetting.objects.get(key="limit.notice").value == {"amount": 5, "unit": "day"}


def test_a_looser_value_is_refused_in_the_preview_and_when_set(province: Province, log_in: LogIn) -> None:
    client = log_in(province.chief)
    assert 'class="faults"' in client.get("/court/deadlines/preview", _posted(value="30")).content.decode()
    assert client.post("/court/deadlines/set", _posted(value="30")).status_code == 422
    assert client.post("/court/deadlines/set", _posted(value="五")).status_code == 422
    with scope.of_court(province.court.pk):
        assert not CourtSetting.objects.filter(key="limit.notice").exists()


def test_an_officer_sets_no_deadline(province: Province, log_in: LogIn) -> None:
    assert log_in(province.officer).post("/court/deadlines/set", _posted()).status_code == 409
    with scope.of_court(province.court.pk):
        assert not CourtSetting.objects.filter(key="limit.notice").exists()
