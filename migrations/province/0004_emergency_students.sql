-- Which result an emergency opens. In a table of its own, which only the writing login may read: whoever lists emergencies cannot come
-- upon a student.
create table emergency_student (
    emergency_id uuid primary key references emergency (id),
    campaign_id  uuid not null,
    result_id    uuid not null
);
