"""Chinese first: English only for those who chose it."""

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ChineseFirst(LocaleMiddleware):
    """The language of the cookie the switch sets, else the court's; what a browser prefers by itself does not count."""

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        translation.activate(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()
