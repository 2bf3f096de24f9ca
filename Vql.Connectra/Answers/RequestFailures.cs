using System.Net.Sockets;
using Npgsql;
using Vql.Core.Language;

namespace Vql.Connectra.Answers;

/// <summary>
/// Writes the responses to failures that any route can have: an unavailable or slow database, values that the database
/// rejects, and bodies that cannot be read or decompressed.
/// </summary>
internal sealed class RequestFailures(RequestDelegate next, ILogger<RequestFailures> logger)
{
    // SQLSTATE classes 22 and 54: the value is invalid, such as a text with a NUL character or one too long for its index.
    private static readonly string[] InvalidValueClasses = ["22", "54"];

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
                context, [new VqlFault("$", "cannot be decompressed: it does not match Content-Encoding", VqlFaultCode.InvalidJson)]);
        }
        catch (PostgresException exception) when (InvalidValueClasses.Contains(exception.SqlState[..2]) && !context.Response.HasStarted)
        {
            await Errors.InvalidValueAsync(context, exception.MessageText);
        }
        catch (Exception exception) when (
            IsFailure(exception) && !context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            Log.DatabaseFailed(logger, context.Request.Method, context.Request.Path.Value, exception.Message);
            await Errors.DatabaseFailedAsync(
                context, isTimeout: exception is OperationCanceledException || exception.InnerException is TimeoutException);
        }
    }

    /// <summary>Returns whether an exception is a failure of the database or of the connection to it.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is NpgsqlException or SocketException or TimeoutException or OperationCanceledException;
}
