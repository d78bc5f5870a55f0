"""Cases: row security, the moves a state may make, the search by names of two characters."""

from django.db import migrations

from duixian.domain.trail.rowsecurity import by_court

MOVES = """
create table cases_move (
    source text not null,
    act    text not null,
    target text not null,
    primary key (source, act)
);
comment on table cases_move is 'the same table as duixian.law.procedure.case_life; a test holds the two together';
insert into cases_move (source, act, target) values
    ('filed', 'notify', 'notified'),
    ('filed', 'receive', 'paying'),
    ('filed', 'suspend', 'suspended'),
    ('filed', 'close', 'closed'),
    ('notified', 'receive', 'paying'),
    ('notified', 'suspend', 'suspended'),
    ('notified', 'end_round', 'round_ended'),
    ('notified', 'close', 'closed'),
    ('paying', 'notify', 'paying'),
    ('paying', 'paid_out', 'notified'),
    ('paying', 'suspend', 'suspended'),
    ('paying', 'end_round', 'round_ended'),
    ('paying', 'close', 'closed'),
    ('suspended', 'resume', 'notified'),
    ('suspended', 'close', 'closed'),
    ('round_ended', 'resume', 'notified'),
    ('round_ended', 'receive', 'paying'),
    ('round_ended', 'close', 'closed');

create function cases_check_move() returns trigger language plpgsql as $$
begin
    if new.state <> old.state
       and not exists (select 1 from cases_move where source = old.state and target = new.state) then
        raise exception 'case %: no act leads from % to %', old.number, old.state, new.state
            using errcode = 'check_violation', constraint = 'cases_lawful_move';
    end if;
    if new.court_id <> old.court_id or new.number <> old.number then
        raise exception 'case %: its court and number never change', old.number
            using errcode = 'check_violation', constraint = 'cases_number_is_fixed';
    end if;
    return new;
end $$;
create trigger cases_case_move before update on cases_case for each row execute function cases_check_move();
"""

SEARCH = """
create function bigrams(words text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct substr(w, i, 2)), '{}')
    from (select lower(regexp_replace(words, '\\s+', '', 'g')) as w) as t,
         generate_series(1, greatest(length(w) - 1, 0)) as i
$$;

-- Row security keeps an index from being used with an operator that is not leakproof, and the operators of a GIN index
-- are not. So the index stands on a table nobody but its owner may read, and a function asks it, for the courts the
-- transaction may see.
create table cases_index (
    case_id  bigint primary key references cases_case (id) on delete cascade deferrable initially deferred,
    court_id integer not null,
    words    text not null
);
create index cases_index_grams on cases_index using gin (bigrams(words));

create function cases_index_words() returns trigger language plpgsql security definer set search_path = public as $$
begin
    insert into cases_index (case_id, court_id, words) values (new.id, new.court_id, new.search)
    on conflict (case_id) do update set words = excluded.words;
    return null;
end $$;
create trigger cases_case_words after insert or update of search on cases_case
    for each row execute function cases_index_words();

create function cases_found(wanted text) returns setof bigint
language sql stable security definer set search_path = public rows 50 as $$
    select case_id from cases_index
    where bigrams(words) @> bigrams(wanted)
      and strpos(lower(words), lower(regexp_replace(wanted, '\\s+', '', 'g'))) > 0
      and court_id = any((select string_to_array(current_setting('duixian.read', true), ',')::int[])::int[])
    order by case_id desc
    limit 5000
$$;
do $$ declare app text; begin
    for app in select grantee from information_schema.role_table_grants
        where table_name = 'cases_index' and grantee <> current_user group by 1
    loop execute format('revoke all on cases_index from %I', app);
         execute format('revoke insert, update, delete on cases_move from %I', app);
    end loop; end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("trail", "0001_initial")]
    operations = [
        *(
            by_court(f"cases_{table}")
            for table in ("case", "party", "title", "obligation", "node", "excludedperiod", "serial")
        ),
        migrations.RunSQL(MOVES, "drop table cases_move cascade; drop function cases_check_move cascade;"),
        migrations.RunSQL(
            SEARCH,
            "drop function cases_found cascade; drop table cases_index cascade;"
            "drop function cases_index_words cascade; drop function bigrams cascade;",
        ),
    ]
