-- A round that was ended is taken up again before anything else is done with the case (民诉解释 517 II): while its end
-- stands, the case rests, gives out money that came in, goes to insolvency or is closed on a ground of its own, and is
-- neither halted nor settled nor entrusted. And an end stops standing by such a move alone, never by the stroke of a pen.
create function cases_guard_standing_end() returns trigger language plpgsql as $$
begin
    if old.state in ('round_ended', 'paying')
       and not (new.state in ('round_ended', 'paying', 'insolvency', 'notified')
                or (new.state = 'closed' and new.closing in ('performed', 'terminated', 'refused')))
       and exists (select 1 from cases_roundend r where r.case_id = new.id and r.standing) then
        raise exception 'case %: the round was not taken up again', new.number
            using errcode = 'check_violation', constraint = 'cases_round_goes_on_by_resumption';
    end if;
    return new;
end $$;
create trigger cases_standing_end_guard before update of state on cases_case
    for each row when (old.state is distinct from new.state) execute function cases_guard_standing_end();

create function cases_guard_end_over() returns trigger language plpgsql as $$
begin
    if old.standing and not new.standing and exists (
        select 1 from cases_case c where c.id = new.case_id and c.state in ('round_ended', 'paying')) then
        raise exception 'end of round %: it stands while the case rests under it', old.id
            using errcode = 'check_violation', constraint = 'cases_round_end_stands';
    end if;
    return new;
end $$;
create trigger cases_round_end_stands before update on cases_roundend
    for each row execute function cases_guard_end_over();
