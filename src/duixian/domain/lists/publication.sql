-- The log of the lists: its place, its chain, and what stands now. One head for all courts.
create table lists_publication_head (
    one  boolean primary key default true check (one),
    seq  bigint not null default 0,
    hash bytea not null default '\x'::bytea
);
insert into lists_publication_head default values;
comment on table lists_publication_head is
    'last line of the publication log; its lock, kept to the end of the transaction, makes order of seq = order of commit';

create function lists_link(body text, out seq bigint, out prev bytea, out hash bytea)
language plpgsql security definer set search_path = public as $$
begin
    perform pg_advisory_xact_lock(hashtext('lists_publication'));
    select h.seq + 1, h.hash into seq, prev from lists_publication_head h for update;
    hash := sha256(prev || convert_to(concat_ws(E'\x1f', seq, body), 'UTF8'));
    update lists_publication_head h set seq = lists_link.seq, hash = lists_link.hash;
end $$;

create function lists_keep_current() returns trigger
language plpgsql security definer set search_path = public as $$
declare
    link record;
    was_at timestamptz;
begin
    select * into link from lists_link(concat_ws(E'\x1f', trail_instant(new.at), new.court_id, new.op, new.entry,
        new.register, new.content::text, new.windows::text, new.reason));
    new.seq := link.seq; new.prev := link.prev; new.hash := link.hash;
    select p.at into was_at from lists_publication p where p.entry = new.entry order by p.seq desc limit 1;
    if new.at < was_at then
        raise exception 'entry %: a line of % after one of %', new.entry, new.at, was_at
            using errcode = 'check_violation', constraint = 'lists_log_goes_forward';
    end if;
    if new.op = 'enter' then
        insert into lists_currententry (entry, court_id, register, content, windows, expires_on, seq)
        values (new.entry, new.court_id, new.register, new.content, new.windows,
                (new.content->>'expires_on')::date, new.seq);
    elsif new.op = 'change' then
        update lists_currententry set content = new.content, windows = new.windows, seq = new.seq,
               expires_on = (new.content->>'expires_on')::date
        where entry = new.entry and court_id = new.court_id and register = new.register;
    else
        delete from lists_currententry
        where entry = new.entry and court_id = new.court_id and register = new.register;
    end if;
    if not found then
        raise exception 'entry % is not on the list', new.entry
            using errcode = 'check_violation', constraint = 'lists_entry_stands';
    end if;
    return new;
end $$;
create trigger lists_publication_line before insert on lists_publication
    for each row execute function lists_keep_current();

do $$ declare app text; begin
    for app in select distinct grantee from information_schema.role_table_grants
        where table_name in ('lists_publication_head', 'lists_currententry') and grantee <> current_user
    loop
        execute format('revoke all on lists_publication_head from %I', app);
        execute format('revoke insert, update, delete on lists_currententry from %I', app);
        execute format('revoke execute on function lists_link from public, %I', app);
    end loop;
end $$;
