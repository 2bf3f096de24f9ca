using System.Text.Json.Serialization;
using Npgsql;
using Vql.Storage.Postgres;

namespace Vql.Api.Health;

/// <summary>The state of the database.</summary>
/// <param name="Status">Always <c>healthy</c>; otherwise, the response is a problem.</param>
/// <param name="TookMs">The duration of a statement in milliseconds, including the connection.</param>
/// <param name="ServerVersion">The version of PostgreSQL.</param>
internal sealed record DatabaseHealthAnswer(string Status, double TookMs, string ServerVersion);

/// <summary>The health of the database.</summary>
internal static class DatabaseHealth
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    public static void MapDatabaseHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/health/db", CheckAsync).WithTags("health").WithName("DatabaseHealth")
            .WithSummary("Returns the state of the database.").Produces<DatabaseHealthAnswer>()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> CheckAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            // Npgsql does not return from a command on an unresponsive connection in time, even if its token is canceled.
            var version = await ReadVersionAsync(source, either.Token).WaitAsync(either.Token);
            return TypedResults.Json(
                new DatabaseHealthAnswer(SearchHealth.Healthy, time.GetElapsedTime(started).TotalMilliseconds, version),
                DatabaseHealthJson.Default.DatabaseHealthAnswer);
        }
        catch (Exception exception) when (
            PostgresOutage.Is(exception) || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return TypedResults.Problem(
                "The database is unavailable. Try again in a few seconds.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static async Task<string> ReadVersionAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("show server_version", connection);
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DatabaseHealthAnswer))]
internal sealed partial class DatabaseHealthJson : JsonSerializerContext;
