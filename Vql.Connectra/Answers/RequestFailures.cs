using System.Net.Sockets;
using Npgsql;
using Vql.Core.Language;

namespace Vql.Connectra.Answers;

/// <summary>
/// Answers for what can go wrong below any route: a database that is away, too slow or refuses, and a body
/// that is not compressed as it says.
/// </summary>
internal sealed class RequestFailures(RequestDelegate next, ILogger<RequestFailures> logger)
{
    // SQLSTATE classes 22 and 54: the value is at fault, a NUL character for one, or a text too long for its index.
    private static readonly string[] ValueAtFault = ["22", "54"];

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await Errors.UnreadableBodyAsync(context, exception.StatusCode);
        }
        catch (InvalidDataException) when (!context.Response.HasStarted)
        {
            await Errors.InvalidAsync(
                context, [new VqlFault("$", "cannot be decompressed: it is not what Content-Encoding says", VqlFaultCode.InvalidJson)]);
        }
        catch (PostgresException exception) when (ValueAtFault.Contains(exception.SqlState[..2]) && !context.Response.HasStarted)
        {
            await Errors.InvalidValueAsync(context, exception.MessageText);
        }
        catch (Exception exception) when (IsFailure(exception) && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            Log.DatabaseFailed(logger, context.Request.Method, context.Request.Path.Value, exception.Message);
            await Errors.RowsFailedAsync(context, inTime: exception is not OperationCanceledException && exception.InnerException is not TimeoutException);
        }
    }

    /// <summary>Whether the database, or the way to it, is at fault.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is NpgsqlException or SocketException or TimeoutException or OperationCanceledException;
}
