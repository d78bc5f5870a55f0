-- A paper is served after it was made, in its own court, and not in the future; a record that replaces one is about the same.
create function documents_check_service() returns trigger language plpgsql as $$
declare paper record; old record;
begin
    select court_id, (issued_at at time zone 'Asia/Shanghai')::date as issued_on into paper
        from documents_instrument where id = new.instrument_id;
    if paper.court_id is distinct from new.court_id then
        raise exception 'a paper is served by the court that issued it' using errcode = 'check_violation';
    end if;
    if new.sent_on < paper.issued_on then
        raise exception 'a paper is not served before it was made' using errcode = 'check_violation';
    end if;
    if new.served_on > (new.made_at at time zone 'Asia/Shanghai')::date then
        raise exception 'service is recorded when it has happened' using errcode = 'check_violation';
    end if;
    if new.replaces_id is not null then
        select instrument_id, addressee into old from documents_servicerecord where id = new.replaces_id;
        if (old.instrument_id, old.addressee) is distinct from (new.instrument_id, new.addressee) then
            raise exception 'a record of service is replaced by one of the same paper and person' using errcode = 'check_violation';
        end if;
    end if;
    return new;
end $$;
create trigger documents_service_checked before insert on documents_servicerecord
    for each row execute function documents_check_service();
