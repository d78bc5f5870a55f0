-- A measure moves on a signature of its own: the approval of this measure, for this act, by the office the law names
-- (民事诉讼法 119; 民诉解释 178–182). The guards before this one ask who decided; this one asks for the paper.
create function measures_signed(of_measure bigint, of_case bigint, what text, came text, signer bigint)
returns boolean language sql stable as $$
    select exists (
        select 1 from cases_approval a
         where a.subject = 'measure:' || of_measure and a.case_id = of_case and a.act = what and a.state = came
           and a.level = 'president' and (signer is null or a.decided_by_id = signer))
$$;

create function measures_guard_signed() returns trigger language plpgsql as $$
declare
    move constant text := old.state || '>' || new.state;
    held boolean := true;
    checked record;
begin
    if move in ('proposed>decided', 'urgent>in_force') then
        held := measures_signed(new.id, new.case_id, 'measure.' || new.kind, 'approved', new.decided_by_id);
    elsif move in ('proposed>declined', 'urgent>lifted') then
        held := measures_signed(new.id, new.case_id, 'measure.' || new.kind, 'declined', new.decided_by_id);
    elsif move = 'proposed>withdrawn' then
        held := measures_signed(new.id, new.case_id, 'measure.' || new.kind, 'withdrawn', null);
    elsif move = 'proposed>urgent' then
        held := measures_signed(new.id, new.case_id, 'measure.' || new.kind, 'waiting', null);
    elsif new.state = 'lifted' and old.state <> 'lifted' and new.kind in ('detain', 'fine') then
        held := measures_signed(new.id, new.case_id, 'measure.release', 'approved', null);
    elsif new.state = 'revoked' and old.state <> 'revoked' then
        held := measures_signed(new.id, new.case_id, 'measure.revoke', 'approved', null)
             or exists (select 1 from measures_reconsideration r where r.measure_id = new.id and r.state = 'revoked');
    elsif new.until > old.until then
        held := new.until = old.renew_until
            and measures_signed(new.id, new.case_id, 'measure.renew', 'approved', null);
    end if;
    if not held then
        raise exception 'measure %: nobody signed that it goes from % to %', old.id, old.state, new.state
            using errcode = 'check_violation', constraint = 'measures_acts_are_signed';
    end if;
    if new.kind = 'detain' and new.state = 'ended' and old.state <> 'ended'
       and (new.ended_at is null or new.ended_at < new.must_end_at) then
        raise exception 'measure %: before its end only the president lets go', old.id
            using errcode = 'check_violation', constraint = 'measures_no_early_end';
    end if;
    if new.kind = 'detain' and new.state in ('in_force', 'urgent') and old.state in ('decided', 'proposed') then
        select at into checked from measures_measurerecord
         where measure_id = new.id and kind = 'medical' order by at desc, id desc limit 1;
        if new.begun_at is null or checked.at is null
           or checked.at not between new.begun_at - interval '72 hours' and new.begun_at then
            raise exception 'measure %: not examined within the three days before custody', old.id
                using errcode = 'check_violation', constraint = 'measures_only_the_fit_are_detained';
        end if;
    end if;
    return new;
end $$;
create trigger measures_measure_signed before update on measures_measure
    for each row execute function measures_guard_signed();
