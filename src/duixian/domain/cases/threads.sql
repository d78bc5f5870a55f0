-- An exchange of letters is between two courts: a letter joins it only where it goes from one of the two to the other,
-- and it joins the first letter, which joined none. A letter nobody of this court may read is one of another exchange.
create function cases_guard_thread() returns trigger language plpgsql as $$
declare first record;
begin
    if new.thread_id is null then
        return new;
    end if;
    select court_id, to_court_id, thread_id into first from cases_courtletter where id = new.thread_id;
    if first.court_id is null or first.thread_id is not null
       or (first.court_id, first.to_court_id) not in
          ((new.court_id, new.to_court_id), (new.to_court_id, new.court_id)) then
        raise exception 'letter %: the exchange is between other courts', new.number
            using errcode = 'check_violation', constraint = 'cases_thread_is_of_its_courts';
    end if;
    return new;
end $$;
create trigger cases_courtletter_thread before insert on cases_courtletter
    for each row execute function cases_guard_thread();
