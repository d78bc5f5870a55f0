"""What was put on the books stays there: the sums a fee is computed from, the parties, the title."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import no_deletes

FILED = """
create function cases_guard_filed() returns trigger language plpgsql as $$
begin
    if (new.year, new.type_word, new.serial, new.claim_fen, new.filed_on)
       is distinct from (old.year, old.type_word, old.serial, old.claim_fen, old.filed_on) then
        raise exception 'case %: its number, its claim and the day it was filed stand', old.number
            using errcode = 'check_violation', constraint = 'cases_filing_is_fixed';
    end if;
    return new;
end $$;
create trigger cases_case_filed before update on cases_case for each row execute function cases_guard_filed();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_rows")]
    operations = [
        migrations.RunSQL(FILED, "drop function cases_guard_filed cascade;"),
        no_deletes(*(f"cases_{table}" for table in ("case", "party", "title", "obligation", "serial"))),
    ]
