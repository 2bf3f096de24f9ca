using System.Diagnostics;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>
/// Limits Npgsql's spans to those within a trace, because statements outside of a trace are polling. Spans contain the text of
/// statements but not their parameters, and all values of rows and queries are parameters.
/// </summary>
internal static class PostgresTracing
{
    /// <summary>Configures the spans.</summary>
    public static void Configure(NpgsqlTracingOptionsBuilder options) => options
        .ConfigureCommandFilter(_ => Activity.Current is not null)
        .ConfigureBatchFilter(_ => Activity.Current is not null)
        .ConfigureCopyOperationFilter(_ => Activity.Current is not null)
        .EnablePhysicalOpenTracing(false)
        .EnableFirstResponseEvent(false);
}
