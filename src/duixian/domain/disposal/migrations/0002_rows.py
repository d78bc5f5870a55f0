"""Row security, and what is append-only."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import append_only, by_court, no_deletes


class Migration(migrations.Migration):
    dependencies = [("disposal", "0001_initial"), ("assets", "0002_rows")]
    operations = [
        *(
            by_court(f"disposal_{table}")
            for table in (
                "disposal", "disposalstep", "priceinquiry", "pricequote", "priceobjection", "auctionround", "bidder",
                "hallentry", "sale", "setoff", "resultfile",
            )
        ),
        append_only("disposal_hallentry", "disposal_disposalstep"),
        no_deletes(
            "disposal_disposal", "disposal_auctionround", "disposal_bidder", "disposal_sale", "disposal_priceinquiry"
        ),
    ]  # fmt: skip
