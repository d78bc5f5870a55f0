"""An account a payee named is never changed: a correction is a new row, and the old one says it was replaced."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import no_deletes

NAMED = """
create function parties_guard_account() returns trigger language plpgsql as $$
begin
    if (to_jsonb(new) - 'replaced') <> (to_jsonb(old) - 'replaced') or (old.replaced and not new.replaced) then
        raise exception 'payee account %: it stands until another replaces it', old.id
            using errcode = 'check_violation', constraint = 'parties_account_is_fixed';
    end if;
    return new;
end $$;
create trigger parties_payeeaccount_guard before update on parties_payeeaccount
    for each row execute function parties_guard_account();
"""


class Migration(migrations.Migration):
    dependencies = [("parties", "0002_rows")]
    operations = [
        migrations.RunSQL(NAMED, "drop function parties_guard_account cascade;"),
        no_deletes("parties_person", "parties_payeeaccount"),
    ]
