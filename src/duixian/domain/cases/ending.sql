-- Evidence is signed and stays; a round ends on an approval, with its evidence frozen; a case is in that state only
-- while such an end stands, and leaves it by a resumption.
create function cases_guard_evidence() returns trigger language plpgsql as $$
declare
    signer record;
    before record;
begin
    select court_id, is_active into signer from courts_officer where id = new.made_by_id;
    if signer.court_id <> new.court_id or not signer.is_active then
        raise exception 'evidence in case %: officer % does not sign here', new.case_id, new.made_by_id
            using errcode = 'check_violation', constraint = 'cases_evidence_is_signed_here';
    end if;
    if new."on" > (new.made_at at time zone 'Asia/Shanghai')::date then
        raise exception 'evidence in case %: % has not come yet', new.case_id, new."on"
            using errcode = 'check_violation', constraint = 'cases_evidence_of_the_past';
    end if;
    if new.replaces_id is not null then
        select case_id, kind into before from cases_evidencerecord where id = new.replaces_id;
        if before.case_id is distinct from new.case_id or before.kind is distinct from new.kind then
            raise exception 'evidence in case %: it replaces another kind', new.case_id
                using errcode = 'check_violation', constraint = 'cases_evidence_replaces_its_like';
        end if;
    end if;
    return new;
end $$;
create trigger cases_evidence_guard before insert on cases_evidencerecord
    for each row execute function cases_guard_evidence();

create function cases_guard_round_end() returns trigger language plpgsql as $$
declare
    signed record;
begin
    if tg_op = 'UPDATE' then
        if (new.court_id, new.case_id, new.approval_id, new.consent, new.ended_on, new.made_at, new.evidence,
            new.evidence_sha256, new.remaining_fen, new.ruling_number, new.ruling_sha256, new.ruling_code,
            new.search_until)
           is distinct from
           (old.court_id, old.case_id, old.approval_id, old.consent, old.ended_on, old.made_at, old.evidence,
            old.evidence_sha256, old.remaining_fen, old.ruling_number, old.ruling_sha256, old.ruling_code,
            old.search_until)
           or (new.standing and not old.standing) then
            raise exception 'end of round %: what was ruled stands', old.id
                using errcode = 'check_violation', constraint = 'cases_round_end_is_fixed';
        end if;
        return new;
    end if;
    select act, case_id, state, level, (decided_at at time zone 'Asia/Shanghai')::date as day into signed
    from cases_approval where id = new.approval_id;
    if signed.act is distinct from 'round.end' or signed.case_id is distinct from new.case_id
       or signed.state is distinct from 'approved' or signed.day is distinct from new.ended_on then
        raise exception 'end of a round of case %: not approved that day', new.case_id
            using errcode = 'check_violation', constraint = 'cases_round_end_is_approved';
    end if;
    if new.consent <> 'applicant' and signed.level <> 'president' then
        raise exception 'end of a round of case %: the applicant did not sign, the president has to', new.case_id
            using errcode = 'check_violation', constraint = 'cases_round_end_by_the_president';
    end if;
    if new.evidence_sha256 <> encode(sha256(convert_to(new.evidence, 'UTF8')), 'hex') then
        raise exception 'end of a round of case %: the fingerprint is of something else', new.case_id
            using errcode = 'check_violation', constraint = 'cases_round_end_evidence_is_frozen';
    end if;
    if not new.standing then
        raise exception 'end of a round of case %: it begins by standing', new.case_id
            using errcode = 'check_violation', constraint = 'cases_round_end_begins_standing';
    end if;
    return new;
end $$;
create trigger cases_round_end_guard before insert or update on cases_roundend
    for each row execute function cases_guard_round_end();

create function cases_guard_round_ended() returns trigger language plpgsql as $$
begin
    if new.state = 'round_ended' and not exists (
        select 1 from cases_roundend r join cases_approval a on a.id = r.approval_id
        where r.case_id = new.id and r.standing and a.state = 'approved') then
        raise exception 'case %: no end of its round stands', new.number
            using errcode = 'check_violation', constraint = 'cases_round_ends_on_evidence';
    end if;
    if old.state in ('round_ended', 'paying') and new.state = 'notified'
       and exists (select 1 from cases_roundend r where r.case_id = new.id and r.standing)
       and not exists (
        select 1 from cases_resumption p join cases_roundend r on r.id = p.round_end_id
        where r.case_id = new.id and r.standing) then
        raise exception 'case %: the round was not taken up again', new.number
            using errcode = 'check_violation', constraint = 'cases_round_goes_on_by_resumption';
    end if;
    return new;
end $$;
create trigger cases_round_ended_guard before update of state on cases_case
    for each row when (old.state is distinct from new.state) execute function cases_guard_round_ended();

-- Money that comes in after the end is distributed under it, and the case rests again; with any other move the end is
-- over.
create function cases_end_standing() returns trigger language plpgsql as $$
begin
    update cases_roundend set standing = false where case_id = new.id and standing;
    return null;
end $$;
create trigger cases_round_end_over after update of state on cases_case
    for each row when (old.state is distinct from new.state and new.state not in ('round_ended', 'paying'))
    execute function cases_end_standing();

create function cases_guard_resumption() returns trigger language plpgsql as $$
declare
    ended record;
begin
    select case_id, standing, ended_on into ended from cases_roundend where id = new.round_end_id;
    if ended.case_id is distinct from new.case_id or not ended.standing or new.resumed_on < ended.ended_on then
        raise exception 'resumption %: no end of a round stands in this case', new.number
            using errcode = 'check_violation', constraint = 'cases_resumption_of_a_standing_end';
    end if;
    return new;
end $$;
create trigger cases_resumption_guard before insert on cases_resumption
    for each row execute function cases_guard_resumption();
