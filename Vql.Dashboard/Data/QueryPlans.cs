using System.Buffers;
using System.Text;
using System.Text.Json;
using Vql.Core.Fields;
using Vql.Core.Language;
using Vql.Storage.Dsl;
using Vql.Storage.Postgres;

namespace Vql.Dashboard.Data;

/// <summary>A query in the languages of the engines, with the plan of PostgreSQL.</summary>
/// <param name="Elasticsearch">The body of the search as JSON.</param>
/// <param name="Sql">The statement, with placeholders for values.</param>
/// <param name="Plan">The plan as JSON. It is not executed, so that it has estimates only.</param>
internal sealed record PlannedQuery(string Elasticsearch, string Sql, string Plan);

/// <summary>Plans queries of the playground.</summary>
internal sealed class QueryPlans(PostgresSearch postgres)
{
    /// <summary>Plans a query without executing it.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="vql">The query as JSON.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>Null if the query is invalid, or if its rows are not a list.</returns>
    /// <exception cref="Npgsql.NpgsqlException">The database is unreachable or returns an error.</exception>
    public async Task<PlannedQuery?> PlanAsync(EntityFields entity, string vql, CancellationToken cancellationToken)
    {
        if (VqlReader.Read(Encoding.UTF8.GetBytes(vql), entity).Query is not { } query)
        {
            return null;
        }

        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            DslCompiler.WriteSearch(writer, entity, query);
        }

        var explanation = await postgres.ExplainAsync(entity, query, cancellationToken);
        return new PlannedQuery(Encoding.UTF8.GetString(body.WrittenSpan), explanation.Sql, explanation.Plan);
    }
}
