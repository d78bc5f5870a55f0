"""Addresses: staff pages at the root, the API under /api."""

from django.urls import include, path

from duixian.faces.api.api import api

urlpatterns = [path("api/", api.urls), path("", include("duixian.faces.desk.urls"))]
