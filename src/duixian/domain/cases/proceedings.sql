-- Objections, reviews, supervision, changes of party, entrusted cases and tasks: the rules of law a second time.

create table cases_proceeding_move (
    life   text not null,
    source text not null,
    act    text not null,
    target text not null,
    primary key (life, source, act)
);
comment on table cases_proceeding_move is 'the tables of duixian.law.procedure; a test holds the two together';
insert into cases_proceeding_move (life, source, act, target) values
    ('objection', 'received', 'admit', 'filed'),
    ('objection', 'received', 'refuse', 'not_admitted'),
    ('objection', 'received', 'withdraw', 'withdrawn'),
    ('objection', 'not_admitted', 'serve', 'served'),
    ('objection', 'filed', 'rule', 'ruled'),
    ('objection', 'filed', 'withdraw', 'withdrawn'),
    ('objection', 'ruled', 'serve', 'served'),
    ('objection', 'served', 'apply_review', 'under_review'),
    ('objection', 'served', 'close', 'final'),
    ('objection', 'under_review', 'reviewed', 'final'),
    ('objection', 'under_review', 'sent_back', 'filed'),
    ('review', 'filed', 'extend', 'filed'),
    ('review', 'filed', 'decide', 'decided'),
    ('review', 'filed', 'withdraw', 'withdrawn'),
    ('supervision', 'filed', 'order', 'ordered'),
    ('supervision', 'filed', 'take_up', 'taken_up'),
    ('supervision', 'filed', 'reassign', 'reassigned'),
    ('supervision', 'filed', 'reject', 'rejected'),
    ('supervision', 'filed', 'withdraw', 'withdrawn'),
    ('supervision', 'ordered', 'note_done', 'done'),
    ('supervision', 'ordered', 'take_up', 'taken_up'),
    ('supervision', 'ordered', 'reassign', 'reassigned'),
    ('party_change', 'applied', 'grant', 'granted'),
    ('party_change', 'applied', 'reject', 'rejected'),
    ('party_change', 'applied', 'withdraw', 'withdrawn'),
    ('party_change', 'granted', 'serve', 'served'),
    ('party_change', 'rejected', 'serve', 'served'),
    ('party_change', 'served', 'apply_review', 'under_review'),
    ('party_change', 'served', 'sue', 'in_suit'),
    ('party_change', 'served', 'close', 'final'),
    ('party_change', 'under_review', 'reviewed', 'final'),
    ('party_change', 'under_review', 'sent_back', 'applied'),
    ('party_change', 'in_suit', 'judged', 'final'),
    ('entrust', 'proposed', 'send', 'sent'),
    ('entrust', 'proposed', 'decline', 'declined'),
    ('entrust', 'proposed', 'withdraw', 'withdrawn'),
    ('entrust', 'sent', 'supply', 'sent'),
    ('entrust', 'sent', 'note_filed', 'taken'),
    ('entrust', 'sent', 'take_return', 'returned'),
    ('entrust', 'sent', 'withdraw', 'withdrawn'),
    ('entrust', 'taken', 'take_return', 'returned'),
    ('entrust', 'taken', 'note_result', 'ended'),
    ('entrusted', 'received', 'ask_papers', 'wanting'),
    ('entrusted', 'received', 'file', 'filed'),
    ('entrusted', 'received', 'return', 'returned'),
    ('entrusted', 'received', 'recall', 'recalled'),
    ('entrusted', 'wanting', 'take_papers', 'received'),
    ('entrusted', 'wanting', 'return', 'returned'),
    ('entrusted', 'wanting', 'return_unsupplied', 'returned'),
    ('entrusted', 'wanting', 'recall', 'recalled'),
    ('entrusted', 'filed', 'start', 'started'),
    ('entrusted', 'filed', 'report', 'filed'),
    ('entrusted', 'filed', 'return', 'returned'),
    ('entrusted', 'filed', 'finish', 'done'),
    ('entrusted', 'started', 'report', 'started'),
    ('entrusted', 'started', 'return', 'returned'),
    ('entrusted', 'started', 'finish', 'done'),
    ('task_asked', 'sent', 'note_accepted', 'accepted'),
    ('task_asked', 'sent', 'note_returned', 'returned'),
    ('task_asked', 'sent', 'withdraw', 'withdrawn'),
    ('task_asked', 'accepted', 'note_done', 'done'),
    ('task_asked', 'accepted', 'note_returned', 'returned'),
    ('task_asked', 'accepted', 'withdraw', 'withdrawn'),
    ('task_given', 'received', 'accept', 'accepted'),
    ('task_given', 'received', 'return', 'returned'),
    ('task_given', 'received', 'recall', 'withdrawn'),
    ('task_given', 'accepted', 'finish', 'done'),
    ('task_given', 'accepted', 'return', 'returned'),
    ('task_given', 'accepted', 'recall', 'withdrawn');

-- A row begins where its life begins and goes only where an act leads. tg_argv[0]: the life; tg_argv[1]: its start.
create function cases_check_proceeding() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> tg_argv[1] then
            raise exception '% does not begin as %', tg_argv[0], new.state
                using errcode = 'check_violation', constraint = 'cases_proceeding_begins';
        end if;
    elsif new.state <> old.state and not exists (
        select 1 from cases_proceeding_move m
        where m.life = tg_argv[0] and m.source = old.state and m.target = new.state
    ) then
        raise exception '% %: no act leads from % to %', tg_argv[0], old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'cases_lawful_proceeding';
    end if;
    if new.court_id <> (case when tg_op = 'INSERT' then new.court_id else old.court_id end) then
        raise exception '% %: its court never changes', tg_argv[0], new.id
            using errcode = 'check_violation', constraint = 'cases_proceeding_court_is_fixed';
    end if;
    return new;
end $$;
create trigger cases_objection_life before insert or update on cases_objection
    for each row execute function cases_check_proceeding('objection', 'received');
create trigger cases_review_life before insert or update on cases_review
    for each row execute function cases_check_proceeding('review', 'filed');
create trigger cases_supervision_life before insert or update on cases_supervision
    for each row execute function cases_check_proceeding('supervision', 'filed');
create trigger cases_partychange_life before insert or update on cases_partychange
    for each row execute function cases_check_proceeding('party_change', 'applied');
create trigger cases_entrustment_life before insert or update on cases_entrustment
    for each row execute function cases_check_proceeding('entrust', 'proposed');
create trigger cases_entrustedcase_life before insert or update on cases_entrustedcase
    for each row execute function cases_check_proceeding('entrusted', 'received');
create trigger cases_taskrequest_life before insert or update on cases_taskrequest
    for each row execute function cases_check_proceeding('task_asked', 'sent');
create trigger cases_tasktaken_life before insert or update on cases_tasktaken
    for each row execute function cases_check_proceeding('task_given', 'received');

-- Who sits on a panel: three or more, an odd number, of that court, each once (异议复议规定 11).
create function cases_lawful_panel(panel integer[], of_court integer, barred integer[]) returns void
language plpgsql as $$
begin
    if cardinality(panel) < 3 or cardinality(panel) % 2 = 0
       or (select count(distinct m) from unnest(panel) m) <> cardinality(panel) then
        raise exception 'a panel has three members or more, an odd number, each once'
            using errcode = 'check_violation', constraint = 'cases_panel_is_odd';
    end if;
    if panel && barred then
        raise exception 'who handled the case does not sit on the panel'
            using errcode = 'check_violation', constraint = 'cases_handler_not_on_panel';
    end if;
    if exists (select 1 from unnest(panel) m
               where not exists (select 1 from courts_officer o where o.id = m and o.court_id = of_court)) then
        raise exception 'a panel is of its own court'
            using errcode = 'check_violation', constraint = 'cases_panel_of_the_court';
    end if;
end $$;

create function cases_guard_objection() returns trigger language plpgsql as $$
declare handler integer;
begin
    if tg_op = 'UPDATE' and
       (new.case_id, new.kind, new.objector, new.act_ref, new.received_on, new.acted_by_id)
       is distinct from (old.case_id, old.kind, old.objector, old.act_ref, old.received_on, old.acted_by_id) then
        raise exception 'objection %: what was handed in stands', old.id
            using errcode = 'check_violation', constraint = 'cases_objection_is_fixed';
    end if;
    if cardinality(new.panel) > 0 then
        select officer_id into handler from cases_case where id = new.case_id;
        perform cases_lawful_panel(new.panel, new.court_id,
            array_remove(array[handler, new.acted_by_id], null) || new.past_panel);
    end if;
    if new.state = 'ruled' and (cardinality(new.panel) = 0 or new.outcome = '' or new.ruled_on is null) then
        raise exception 'objection %: a ruling has a panel, an outcome and a day', new.id
            using errcode = 'check_violation', constraint = 'cases_objection_ruled_by_panel';
    end if;
    return new;
end $$;
create trigger cases_objection_guard before insert or update on cases_objection
    for each row execute function cases_guard_objection();

create function cases_guard_review() returns trigger language plpgsql as $$
begin
    if cardinality(new.panel) > 0 then
        perform cases_lawful_panel(new.panel, new.court_id, array[]::integer[]);
    end if;
    if new.state = 'decided' and (cardinality(new.panel) = 0 or new.outcome = '' or new.decided_on is null) then
        raise exception 'review %: a decision has a panel, an outcome and a day', new.id
            using errcode = 'check_violation', constraint = 'cases_review_decided_by_panel';
    end if;
    if new.state = 'decided' and new.outcome = 'sent_back' and new.sent_back_before then
        raise exception 'review %: it was sent back once', new.id
            using errcode = 'check_violation', constraint = 'cases_sent_back_once';
    end if;
    if new.extended and not exists (select 1 from courts_officer o
        where o.id = new.extended_by_id and o.court_id = new.court_id and 'president' = any(o.roles)) then
        raise exception 'review %: the president extends', new.id
            using errcode = 'check_violation', constraint = 'cases_review_extended_by_president';
    end if;
    return new;
end $$;
create trigger cases_review_guard before insert or update on cases_review
    for each row execute function cases_guard_review();

create function cases_guard_party_change() returns trigger language plpgsql as $$
declare handler integer;
begin
    if tg_op = 'UPDATE' and
       (new.case_id, new.ground, new.present_id, new.joining_id, new.applied_on, new.remedy)
       is distinct from (old.case_id, old.ground, old.present_id, old.joining_id, old.applied_on, old.remedy) then
        raise exception 'party change %: what was applied for stands', old.id
            using errcode = 'check_violation', constraint = 'cases_change_is_fixed';
    end if;
    if cardinality(new.panel) > 0 then
        select officer_id into handler from cases_case where id = new.case_id;
        perform cases_lawful_panel(new.panel, new.court_id, array_remove(array[handler], null) || new.past_panel);
    end if;
    if new.state in ('granted', 'rejected') and not new.clear and (cardinality(new.panel) = 0 or new.heard_on is null)
    then
        raise exception 'party change %: heard by a panel unless the facts are clear', new.id
            using errcode = 'check_violation', constraint = 'cases_change_heard';
    end if;
    if tg_op = 'UPDATE' and new.state = 'under_review' and new.remedy <> 'review'
       or tg_op = 'UPDATE' and new.state = 'in_suit' and new.remedy <> 'suit' then
        raise exception 'party change %: its ground has another remedy', new.id
            using errcode = 'check_violation', constraint = 'cases_change_remedy';
    end if;
    return new;
end $$;
create trigger cases_partychange_guard before insert or update on cases_partychange
    for each row execute function cases_guard_party_change();

-- Nobody becomes a party without a ruling that says so, nor beyond the sum it says.
create function cases_guard_standing() returns trigger language plpgsql as $$
declare change record;
begin
    select state, granted, case_id, ceiling_fen into change from cases_partychange where id = new.change_id;
    if not coalesce(change.granted, false) or change.ceiling_fen is distinct from new.ceiling_fen
       or change.case_id <> (select case_id from cases_party where id = new.party_id) then
        raise exception 'a party joins on a ruling of its case, and within what it says'
            using errcode = 'check_violation', constraint = 'cases_standing_rests_on_ruling';
    end if;
    if tg_op = 'UPDATE' and (to_jsonb(new) - 'until') <> (to_jsonb(old) - 'until') then
        raise exception 'standing %: only its end is written later', old.id
            using errcode = 'check_violation', constraint = 'cases_standing_is_fixed';
    end if;
    return new;
end $$;
create trigger cases_partystanding_guard before insert or update on cases_partystanding
    for each row execute function cases_guard_standing();

-- Nothing of a case is with two courts: it goes out signed, and to another court.
create function cases_guard_entrustment() returns trigger language plpgsql as $$
begin
    if new.state in ('sent', 'taken') and (new.letter_id is null or not exists (
        select 1 from cases_approval a where a.id = new.approval_id and a.state = 'approved'
            and a.case_id = new.case_id and a.act = 'entrust.send')) then
        raise exception 'entrustment %: it goes out with a letter, and signed', new.id
            using errcode = 'check_violation', constraint = 'cases_entrusted_signed';
    end if;
    if tg_op = 'UPDATE' and (new.case_id, new.to_court_id) is distinct from (old.case_id, old.to_court_id) then
        raise exception 'entrustment %: its case and court stand', old.id
            using errcode = 'check_violation', constraint = 'cases_entrustment_is_fixed';
    end if;
    return new;
end $$;
create trigger cases_entrustment_guard before insert or update on cases_entrustment
    for each row execute function cases_guard_entrustment();

-- A letter is read by both courts, written by one, taken up by the other.
alter table cases_courtletter enable row level security;
alter table cases_courtletter force row level security;
create policy sees on cases_courtletter for select using (
    court_id = any((select string_to_array(current_setting('duixian.read', true), ',')::int[])::int[])
    or to_court_id = any((select string_to_array(current_setting('duixian.read', true), ',')::int[])::int[]));
create policy adds on cases_courtletter for insert with check (
    court_id = any((select string_to_array(current_setting('duixian.write', true), ',')::int[])::int[]));

create function cases_guard_letter_taken() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from cases_courtletter l where l.id = new.letter_id and l.to_court_id = new.court_id) then
        raise exception 'letter %: it went to another court', new.letter_id
            using errcode = 'check_violation', constraint = 'cases_letter_taken_by_whom_it_went_to';
    end if;
    return new;
end $$;
create trigger cases_lettertaken_guard before insert on cases_lettertaken
    for each row execute function cases_guard_letter_taken();

do $$ declare app text; begin
    for app in select distinct grantee from information_schema.role_table_grants
        where table_name = 'cases_proceeding_move' and grantee <> current_user
    loop execute format('revoke insert, update, delete on cases_proceeding_move from %I', app);
    end loop; end $$;
