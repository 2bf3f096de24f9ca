-- The details of a few queries are read by their shapes, over several days.
create index if not exists monitoring_queries_shape on monitoring_queries (shape, day);
