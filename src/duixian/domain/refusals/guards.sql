-- What the law and the house say of refusal cases, a second time. Names of constraints tell a refusal from a defect.

-- the life of a refusal case, the same table as duixian.law.procedure.refusal_life; a test holds them together
create table refusals_move (
    source text not null,
    act text not null,
    target text not null,
    primary key (source, act)
);
insert into refusals_move (source, act, target) values
    ('found', 'confirm', 'studied'), ('studied', 'warn', 'warned'), ('warned', 'refer', 'referred'),
    ('studied', 'refer', 'referred'), ('found', 'dismiss', 'dismissed'), ('studied', 'dismiss', 'dismissed'),
    ('warned', 'dismiss', 'dismissed'), ('police_refused', 'dismiss', 'dismissed'),
    ('not_indicted', 'dismiss', 'dismissed'), ('dropped', 'dismiss', 'dismissed'),
    ('private_open', 'dismiss', 'dismissed'), ('found', 'perform', 'performed'), ('studied', 'perform', 'performed'),
    ('warned', 'perform', 'performed'), ('referred', 'perform', 'performed'),
    ('police_refused', 'perform', 'performed'), ('not_indicted', 'perform', 'performed'),
    ('dropped', 'perform', 'performed'), ('private_open', 'perform', 'performed'),
    ('referred', 'take_back', 'withdrawn'), ('referred', 'police_file', 'filed'),
    ('referred', 'police_refuse', 'police_refused'), ('found', 'police_file', 'filed'),
    ('studied', 'police_file', 'filed'), ('warned', 'police_file', 'filed'),
    ('police_refused', 'police_file', 'filed'), ('private_open', 'police_file', 'filed'),
    ('filed', 'drop', 'dropped'), ('filed', 'indict', 'indicted'), ('filed', 'not_indict', 'not_indicted'),
    ('indicted', 'drop', 'dropped'), ('indicted', 'judge', 'judged'), ('referred', 'open_private', 'private_open'),
    ('found', 'open_private', 'private_open'), ('studied', 'open_private', 'private_open'),
    ('warned', 'open_private', 'private_open'), ('police_refused', 'open_private', 'private_open'),
    ('not_indicted', 'open_private', 'private_open'), ('dropped', 'open_private', 'private_open'),
    ('private_open', 'file_private', 'private_filed'), ('private_filed', 'judge_private', 'private_judged'),
    ('private_filed', 'settle_private', 'private_settled'),
    ('private_filed', 'withdraw_private', 'private_withdrawn'), ('private_withdrawn', 'file_private', 'private_filed');

-- whom the stages never meet: the dead, and who was a minor when it was done (法释〔2024〕13号; minimum_age)
create function refusals_spared(who bigint, at date) returns boolean language sql stable as $$
    select exists (select 1 from measures_circumstance where person_id = who and until is null and kind = 'dead')
        or exists (select 1 from parties_person p
                    where p.id = who and p.kind = 'natural' and length(p.id_number) = 18
                      and substring(p.id_number, 7, 8) > to_char(at - interval '18 years', 'YYYYMMDD'))
$$;

create function refusals_guard_new() returns trigger language plpgsql as $$
declare
    standing text;
begin
    if new.state <> 'found' then
        raise exception 'refusal: it begins as a clue'
            using errcode = 'check_violation', constraint = 'refusals_begins_as_clue';
    end if;
    select state into standing from cases_case where id = new.case_id and court_id = new.court_id;
    if standing is null or standing = 'closed' then
        raise exception 'refusal: case % is %', new.case_id, standing
            using errcode = 'check_violation', constraint = 'refusals_case_is_open';
    end if;
    if refusals_spared(new.person_id, coalesce(new.done_until, new.opened_on)) then
        raise exception 'refusal: % is a minor or dead', new.person_id
            using errcode = 'check_violation', constraint = 'refusals_no_minors_nor_the_dead';
    end if;
    if new.capacity in ('debtor', 'guarantor') and not exists (
        select 1 from cases_party where case_id = new.case_id and person_id = new.person_id and role = new.capacity
    ) then
        raise exception 'refusal: % is no % of case %', new.person_id, new.capacity, new.case_id
            using errcode = 'check_violation', constraint = 'refusals_a_party_of_the_case';
    end if;
    if new.principal_id is not null and not exists (
        select 1 from refusals_refusalcase p
         where p.id = new.principal_id and p.court_id = new.court_id and p.case_id = new.case_id
           and p.person_id <> new.person_id and p.principal_id is null
    ) then
        raise exception 'refusal: an accomplice of whom?'
            using errcode = 'check_violation', constraint = 'refusals_an_accomplice_has_a_principal';
    end if;
    return new;
end $$;
create trigger refusals_case_new before insert on refusals_refusalcase
    for each row execute function refusals_guard_new();

-- how many of the last study agreed with what it decided; none where most did not, or where one decided alone
create function refusals_agreed(of_refusal bigint, what text, at_stage text) returns boolean language sql stable as $$
    select coalesce((
        select s.decision = what and count(*) filter (where o.agrees) >= 2
               and count(*) filter (where o.agrees) > count(*) filter (where not o.agrees)
          from refusals_study s join refusals_opinion o on o.study_id = s.id
         where s.id = (select max(id) from refusals_study where refusal_id = of_refusal) and s.stage = at_stage
         group by s.id, s.decision), false)
$$;

create function refusals_signed(of_refusal bigint, of_case bigint) returns boolean language sql stable as $$
    select exists (
        select 1 from cases_approval a join refusals_referral r on r.approval_id = a.id
         where r.refusal_id = of_refusal and a.case_id = of_case and a.act = 'refusal.refer'
           and a.subject = 'refusal:' || of_refusal and a.state = 'approved' and a.decided_by_id <> a.proposed_by_id)
$$;

create function refusals_guard_change() returns trigger language plpgsql as $$
declare
    move constant text := old.state || '>' || new.state;
    held boolean := true;
    wanted text := 'refusals_stage_has_its_ground';
begin
    if (new.court_id, new.case_id, new.person_id, new.capacity, new.principal_id, new.opened_on, new.opened_by)
       is distinct from
       (old.court_id, old.case_id, old.person_id, old.capacity, old.principal_id, old.opened_on, old.opened_by) then
        raise exception 'refusal %: whom it meets stands', old.id
            using errcode = 'check_violation', constraint = 'refusals_is_fixed';
    end if;
    if old.state not in ('found', 'studied', 'warned')
       and (new.conduct, new.done_from, new.done_until, new.able, new.able_fen, new.tried, new.unwarned)
           is distinct from (old.conduct, old.done_from, old.done_until, old.able, old.able_fen, old.tried, old.unwarned)
    then
        raise exception 'refusal %: what went to the police stands', old.id
            using errcode = 'check_violation', constraint = 'refusals_said_stands';
    end if;
    if new.state = old.state then
        return new;
    end if;
    if not exists (select 1 from refusals_move where source = old.state and target = new.state) then
        raise exception 'refusal %: nothing leads from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'refusals_moves_on';
    end if;
    if new.state in ('studied', 'warned', 'referred', 'filed', 'indicted', 'private_open', 'private_filed')
       and refusals_spared(new.person_id, coalesce(new.done_until, new.opened_on)) then
        raise exception 'refusal %: a minor or dead', old.id
            using errcode = 'check_violation', constraint = 'refusals_no_minors_nor_the_dead';
    end if;
    if move = 'found>studied' then
        wanted := 'refusals_nobody_studies_alone';
        held := refusals_agreed(new.id, 'confirm', old.state);
    elsif new.state = 'dismissed' then
        wanted := 'refusals_nobody_studies_alone';
        held := refusals_agreed(new.id, 'dismiss', old.state);
    elsif move = 'studied>warned' then
        held := exists (select 1 from refusals_warningletter where refusal_id = new.id and outcome = 'open');
    elsif new.state = 'referred' then
        wanted := 'refusals_no_referral_unwarned';
        held := case when old.state = 'warned'
            then exists (select 1 from refusals_warningletter where refusal_id = new.id and served_on is not null
                            and until < new.changed_on)
            else new.unwarned in ('flight', 'violence', 'destruction') end;
        if held and not refusals_signed(new.id, new.case_id) then
            held := false; wanted := 'refusals_referral_is_signed';
        end if;
        if held and (select count(distinct e.proof) from refusals_evidenceitem e
                      where e.refusal_id = new.id and not e.void
                        and not exists (select 1 from refusals_evidenceitem l where l.replaces_id = e.id)
                        and e.proof in ('identity', 'title', 'notice_served')) < 3 then
            held := false; wanted := 'refusals_packs_are_whole';
        end if;
    elsif new.state = 'filed' then
        held := exists (select 1 from refusals_policeanswer a where a.refusal_id = new.id and a.kind = 'filed'
                           and (old.state not in ('found', 'studied', 'warned') or a.own_complaint))
             or exists (select 1 from refusals_filingsupervision v where v.accomplice_id = new.id and v.state = 'ordered');
    elsif new.state = 'police_refused' then
        held := exists (select 1 from refusals_policeanswer where refusal_id = new.id and kind = 'refused');
    elsif move = 'filed>dropped' then
        held := exists (select 1 from refusals_policeanswer where refusal_id = new.id and kind = 'dropped');
    elsif move = 'indicted>dropped' then
        held := exists (select 1 from refusals_charge where refusal_id = new.id and kind = 'taken_back');
    elsif new.state in ('indicted', 'not_indicted') then
        held := exists (select 1 from refusals_charge where refusal_id = new.id and kind = new.state);
    elsif new.state in ('judged', 'private_judged') then
        held := exists (select 1 from refusals_verdict
                         where refusal_id = new.id and private = (new.state = 'private_judged'));
    elsif new.state = 'private_open' then
        held := exists (select 1 from refusals_privateprosecution where refusal_id = new.id and outcome = 'open');
    elsif new.state = 'private_filed' then
        held := exists (select 1 from refusals_privateprosecution where refusal_id = new.id and outcome = 'filed'
                           and (old.state <> 'private_withdrawn' or new_evidence > ''));
    elsif new.state in ('private_settled', 'private_withdrawn') then
        held := exists (select 1 from refusals_privateprosecution
                         where refusal_id = new.id and 'private_' || outcome = new.state);
    elsif new.state = 'performed' then
        held := exists (select 1 from refusals_performance where refusal_id = new.id and kind in ('whole', 'settled'));
    end if;
    if not held then
        raise exception 'refusal %: from % to % without its ground', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = wanted;
    end if;
    return new;
end $$;
create trigger refusals_case_change before update on refusals_refusalcase
    for each row execute function refusals_guard_change();

-- everything of a case is of the court of the case
create function refusals_guard_court() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from refusals_refusalcase where id = new.refusal_id and court_id = new.court_id) then
        raise exception 'refusal %: of another court', new.refusal_id
            using errcode = 'check_violation', constraint = 'refusals_one_court';
    end if;
    return new;
end $$;
create trigger refusals_clue_court before insert on refusals_clue
    for each row execute function refusals_guard_court();
create trigger refusals_evidenceitem_court before insert on refusals_evidenceitem
    for each row execute function refusals_guard_court();
create trigger refusals_study_court before insert on refusals_study
    for each row execute function refusals_guard_court();
create trigger refusals_warningletter_court before insert on refusals_warningletter
    for each row execute function refusals_guard_court();
create trigger refusals_performance_court before insert on refusals_performance
    for each row execute function refusals_guard_court();
create trigger refusals_referral_court before insert on refusals_referral
    for each row execute function refusals_guard_court();
create trigger refusals_policeanswer_court before insert on refusals_policeanswer
    for each row execute function refusals_guard_court();
create trigger refusals_filingsupervision_court before insert on refusals_filingsupervision
    for each row execute function refusals_guard_court();
create trigger refusals_charge_court before insert on refusals_charge
    for each row execute function refusals_guard_court();
create trigger refusals_privateprosecution_court before insert on refusals_privateprosecution
    for each row execute function refusals_guard_court();
create trigger refusals_verdict_court before insert on refusals_verdict
    for each row execute function refusals_guard_court();

-- who studies is of the court and in office; an opinion belongs to a study of the court
create function refusals_guard_opinion() returns trigger language plpgsql as $$
begin
    if not exists (select 1 from courts_officer o join refusals_study s on s.id = new.study_id
                    where o.id = new.officer_id and o.court_id = new.court_id and s.court_id = new.court_id
                      and o.is_active) then
        raise exception 'study %: % is nobody here', new.study_id, new.officer_id
            using errcode = 'check_violation', constraint = 'refusals_members_of_the_court';
    end if;
    return new;
end $$;
create trigger refusals_opinion_guard before insert on refusals_opinion
    for each row execute function refusals_guard_opinion();

-- a warning is served once, gives days enough, and its outcome stands
create function refusals_guard_warning() returns trigger language plpgsql as $$
begin
    if new.days not between 3 and 30 or new.until < new.served_on + new.days then
        raise exception 'warning: % days', new.days
            using errcode = 'check_violation', constraint = 'refusals_warning_gives_days';
    end if;
    if tg_op = 'UPDATE' and ((new.refusal_id, new.paper_id, new.days, new.issued_on)
           is distinct from (old.refusal_id, old.paper_id, old.days, old.issued_on)
        or (old.served_on is not null and (new.served_on, new.until, new.served_how)
           is distinct from (old.served_on, old.until, old.served_how))
        or (old.outcome <> 'open' and new.outcome <> old.outcome)) then
        raise exception 'warning %: it stands', old.id
            using errcode = 'check_violation', constraint = 'refusals_warning_stands';
    end if;
    return new;
end $$;
create trigger refusals_warning_guard before insert or update on refusals_warningletter
    for each row execute function refusals_guard_warning();

-- a referral rests on its approval; what went into the packet stands, and is signed once
create function refusals_guard_referral() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and not exists (
        select 1 from cases_approval where id = new.approval_id and act = 'refusal.refer' and state = 'approved'
           and subject = 'refusal:' || new.refusal_id and decided_by_id <> proposed_by_id) then
        raise exception 'referral: nobody signed it'
            using errcode = 'check_violation', constraint = 'refusals_referral_is_signed';
    end if;
    if tg_op = 'UPDATE' and ((new.refusal_id, new.approval_id, new.paper_id, new.manifest, new.sha256, new.made_on)
           is distinct from (old.refusal_id, old.approval_id, old.paper_id, old.manifest, old.sha256, old.made_on)
        or new.packet <> old.packet or new.print <> old.print
        or (old.signature > '' and (new.signature, new.key) is distinct from (old.signature, old.key))
        or (old.sent_on is not null and new.sent_on is distinct from old.sent_on)
        or (old.received_on is not null and (new.received_on, new.receipt)
            is distinct from (old.received_on, old.receipt))) then
        raise exception 'referral %: it stands', old.id
            using errcode = 'check_violation', constraint = 'refusals_referral_stands';
    end if;
    return new;
end $$;
create trigger refusals_referral_guard before insert or update on refusals_referral
    for each row execute function refusals_guard_referral();

-- money counts once: the days of the performances of one case never overlap
create function refusals_guard_performance() returns trigger language plpgsql as $$
begin
    if new.paid_fen > 0 and exists (select 1 from refusals_performance where refusal_id = new.refusal_id
                   and paid_fen > 0 and receipts ?| (select array_agg(x) from jsonb_array_elements_text(new.receipts) x)) then
        raise exception 'refusal %: money counted already', new.refusal_id
            using errcode = 'check_violation', constraint = 'refusals_money_counts_once';
    end if;
    return new;
end $$;
create trigger refusals_performance_guard before insert on refusals_performance
    for each row execute function refusals_guard_performance();

-- the ground of a private prosecution stands
create function refusals_guard_private() returns trigger language plpgsql as $$
begin
    if (new.refusal_id, new.ground, new.complained_on, new.silent_until, new.opened_on)
       is distinct from (old.refusal_id, old.ground, old.complained_on, old.silent_until, old.opened_on) then
        raise exception 'private prosecution %: its ground stands', old.id
            using errcode = 'check_violation', constraint = 'refusals_private_ground_stands';
    end if;
    return new;
end $$;
create trigger refusals_private_guard before update on refusals_privateprosecution
    for each row execute function refusals_guard_private();
