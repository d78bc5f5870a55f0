"""Addresses: staff pages at the root, the API under /api."""

from django.urls import include, path

urlpatterns = [path("", include("duixian.faces.desk.urls"))]
