using System.Diagnostics;
using Npgsql;

namespace Vql.Storage.Postgres;

/// <summary>
/// Limits Npgsql's spans to those of a trace; outside of one it is polling. The spans hold the text of statements, in which
/// every value of a row or a query is a parameter, and never the parameters.
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
