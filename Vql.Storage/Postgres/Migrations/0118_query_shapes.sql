-- Details of a few shapes are read by their keys, for all days.
create index if not exists monitoring_queries_shape on monitoring_queries (shape);
