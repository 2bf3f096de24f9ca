using Vql.EmbeddedPostgres;

return await PostgresServerCommand.RunAsync();
