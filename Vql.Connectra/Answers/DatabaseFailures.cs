using System.Net.Sockets;
using Npgsql;

namespace Vql.Connectra.Answers;

/// <summary>Answers for a database that is away, too slow or refuses, whatever route needed it.</summary>
internal sealed class DatabaseFailures(RequestDelegate next, ILogger<DatabaseFailures> logger)
{
    // SQLSTATE class 22: the value is at fault, a NUL character for one.
    private const string DataException = "22";

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (PostgresException exception) when (exception.SqlState.StartsWith(DataException, StringComparison.Ordinal) && !context.Response.HasStarted)
        {
            await Errors.RefusedByTableAsync(context, exception.MessageText);
        }
        catch (Exception exception) when (IsFailure(exception) && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            Log.DatabaseFailed(logger, context.Request.Method, context.Request.Path.Value, exception.Message);
            await Errors.RowsFailedAsync(context);
        }
    }

    private static bool IsFailure(Exception exception) =>
        exception is NpgsqlException or SocketException or TimeoutException or OperationCanceledException;
}
