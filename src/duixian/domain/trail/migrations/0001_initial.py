"""The trail and the chain that holds it."""

from django.db import migrations, models

from duixian.domain.trail.rowsecurity import append_only, by_court

CHAIN = """
create table trail_chain (
    court_id integer not null,
    stream   text not null,
    seq      bigint not null default 0,
    hash     bytea not null default '\\x'::bytea,
    primary key (court_id, stream)
);
comment on table trail_chain is 'head of each hash chain; its row lock puts the acts of a court in one order';

create function trail_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % refused', tg_table_name, lower(tg_op)
        using errcode = 'insufficient_privilege';
end $$;

-- one instant, one text: independent of the session's time zone and date style
create function trail_instant(at timestamptz) returns text language plpgsql immutable as $$
begin
    return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
end $$;

-- The one lock of a court: whoever writes to a chain, or to what a chain covers, takes it first, so that two acts of a
-- court never wait for each other in a circle.
create function trail_take_turn(of_court integer) returns void
language plpgsql security definer set search_path = public as $$
begin
    insert into trail_chain (court_id, stream) values (of_court, 'trail') on conflict do nothing;
    perform 1 from trail_chain where court_id = of_court and stream = 'trail' for update;
end $$;

-- The next link of a chain: its place, the hash before it, its own hash over court, place and `body`. The turn is taken
-- here without the price of a further call where the court has had one before.
create function trail_link(of_court integer, of_stream text, body text, out seq bigint, out prev bytea, out hash bytea)
language plpgsql security definer set search_path = public as $$
declare
    head trail_chain;
begin
    select c.* into head from trail_chain c where c.court_id = of_court and c.stream = 'trail' for update;
    if not found then
        perform trail_take_turn(of_court);
    end if;
    if head.stream is distinct from of_stream then
        select c.* into head from trail_chain c where c.court_id = of_court and c.stream = of_stream;
        if not found then
            insert into trail_chain as c (court_id, stream) values (of_court, of_stream) returning c.* into head;
        end if;
    end if;
    seq := head.seq + 1;
    prev := head.hash;
    hash := sha256(prev || convert_to(concat_ws(E'\\x1f', of_court, seq, body), 'UTF8'));
    update trail_chain c set seq = trail_link.seq, hash = trail_link.hash
    where c.court_id = of_court and c.stream = of_stream;
end $$;

create function trail_chain_entry() returns trigger language plpgsql as $$
declare
    link record;
begin
    select * into link from trail_link(new.court_id, 'trail', concat_ws(E'\\x1f',
        trail_instant(new.at), new.actor, new.actor_name, new.act, new.ground, new.subject, new.payload::text));
    new.seq := link.seq;
    new.prev := link.prev;
    new.hash := link.hash;
    return new;
end $$;

create trigger trail_entry_chain before insert on trail_entry for each row execute function trail_chain_entry();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("court_id", models.IntegerField()),
                ("seq", models.BigIntegerField(editable=False)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("actor_name", models.CharField(max_length=80)),
                ("act", models.CharField(max_length=60)),
                ("ground", models.CharField(blank=True, max_length=200)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("payload", models.JSONField(default=dict)),
                ("prev", models.BinaryField(editable=False)),
                ("hash", models.BinaryField(editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["subject", "-seq"], name="trail_by_subject")],
                "constraints": [models.UniqueConstraint(fields=("court_id", "seq"), name="trail_one_row_per_place")],
            },
        ),
        migrations.RunSQL(
            CHAIN,
            "drop table trail_chain cascade; drop function trail_chain_entry cascade;"
            "drop function trail_refuse_change cascade; drop function trail_instant cascade;"
            "drop function trail_take_turn cascade; drop function trail_link cascade;",
        ),
        append_only("trail_entry"),
        by_court("trail_entry"),
        migrations.RunSQL(
            "do $$ declare app text; begin for app in select grantee from information_schema.role_table_grants"
            " where table_name = 'trail_chain' and grantee <> current_user group by 1 loop"
            " execute format('revoke all on trail_chain from %I', app); end loop; end $$;",
            migrations.RunSQL.noop,
        ),
    ]
