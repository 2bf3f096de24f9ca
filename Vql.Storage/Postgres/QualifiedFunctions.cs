using System.Text.RegularExpressions;
using DbUp.Engine;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>
/// Adds the schema to each call of a function, because PostgreSQL searches only <c>pg_catalog</c> when it evaluates an index: in
/// an automatic <c>ANALYZE</c>, and since version 17 in each <c>CREATE INDEX</c>, <c>REINDEX</c>, <c>ANALYZE</c> and <c>VACUUM</c>.
/// </summary>
internal sealed partial class QualifiedFunctions : IScriptPreprocessor
{
    // The same expression as Call, and whether the source of a function calls another one by its name only.
    private const string Qualify = """
        do $do$
        declare
            definition text;
        begin
            for definition in
                select regexp_replace(
                    pg_get_functiondef(pg_proc.oid), '(?<![\w.])(vql_[a-z_]+)\(', quote_ident(current_schema()) || '.\1(', 'g')
                from pg_proc
                join pg_namespace on pg_namespace.oid = pronamespace
                where nspname = current_schema() and proname ~ '^vql_' and prosrc ~ '(?<![\w.])vql_[a-z_]+\('
            loop
                execute definition;
            end loop;
        end
        $do$
        """;

    private readonly string _schema;

    private QualifiedFunctions(string schema) => _schema = schema;

    /// <summary>
    /// Redefines the functions in the database that call others without a schema, which were created by previous versions.
    /// </summary>
    /// <returns>The preprocessor for the scripts that are not applied yet.</returns>
    /// <exception cref="NpgsqlException">The database is unreachable or rejects the statement.</exception>
    public static async Task<QualifiedFunctions> ApplyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (var qualify = new NpgsqlCommand(Qualify, connection))
        {
            await qualify.ExecuteNonQueryAsync(cancellationToken);
        }

        // Without a schema, the first script fails with the message of PostgreSQL.
        await using var schema = new NpgsqlCommand("select quote_ident(coalesce(current_schema(), 'public'))", connection);
        return new QualifiedFunctions((string)(await schema.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <inheritdoc/>
    public string Process(string contents) => Call().Replace(contents, call => $"{_schema}.{call.Value}");

    [GeneratedRegex(@"(?<![\w.])vql_[a-z_]+(?=\()", RegexOptions.CultureInvariant)]
    private static partial Regex Call();
}
