-- The filters that a new database offers; one that has filters already keeps its own.

insert into filters (key, service, filter_type, display_name, direct_derived)
select key, service, filter_type, display_name, direct_derived
from (values
    (1, 'title', 'contact', 'text', 'Title', true),
    (2, 'seniority', 'contact', 'keyword', 'Seniority', false),
    (3, 'departments', 'contact', 'keyword', 'Departments', false),
    (4, 'country', 'contact', 'keyword', 'Country', false),
    (5, 'email_status', 'contact', 'keyword', 'E-mail status', false),
    (6, 'name', 'company', 'text', 'Company', true),
    (7, 'industries', 'company', 'keyword', 'Industries', false),
    (8, 'technologies', 'company', 'keyword', 'Technologies', false),
    (9, 'country', 'company', 'keyword', 'Country', false),
    (10, 'employees_count', 'company', 'range', 'Employees', true)
) as initial (place, key, service, filter_type, display_name, direct_derived)
where not exists (select from filters)
order by place;
