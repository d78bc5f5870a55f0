"""Keys for the tests of the API."""

from django.utils import timezone

from duixian.domain.courts import scope, tokens
from duixian.domain.courts.models import Officer


def key_of(username: str) -> str:
    """A key of an officer's, as a header."""
    officer = Officer.objects.select_related("court").get(username=username)
    with scope.of_officer(officer):
        _, key = tokens.issue(officer=officer, name="测试", days=30, now=timezone.now())
    return f"Bearer {key}"
