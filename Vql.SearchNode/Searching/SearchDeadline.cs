using System.Diagnostics;
using System.Text.Json;
using Vql.SearchNode.Documents;
using Vql.SearchNode.Indices;

namespace Vql.SearchNode.Searching;

/// <summary>The end of a search: its timeout, or the end of the request.</summary>
/// <param name="timeout">The maximum time. Null for no limit.</param>
/// <param name="cancellationToken">Canceled when the client has gone.</param>
internal sealed class SearchDeadline(TimeSpan? timeout, CancellationToken cancellationToken)
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Whether the timeout has elapsed.</summary>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public bool HasElapsed
    {
        get
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Stopwatch.GetElapsedTime(_started) > timeout;
        }
    }

    /// <exception cref="DeadlineException">The timeout has elapsed.</exception>
    /// <exception cref="OperationCanceledException">The client has gone.</exception>
    public void ThrowIfElapsed()
    {
        if (HasElapsed)
        {
            throw new DeadlineException();
        }
    }

    /// <summary>Reads the timeout of a search. The one of the URL has precedence.</summary>
    /// <exception cref="NodeException">The timeout is not a time value.</exception>
    public static SearchDeadline Read(JsonElement body, IQueryCollection query, CancellationToken cancellationToken)
    {
        var text = query.TryGetValue("timeout", out var parameter) ? parameter.ToString()
            : body.ValueKind == JsonValueKind.Object && body.TryGetProperty("timeout", out var member)
                ? JsonText.ScalarOf(member) ?? throw NodeException.Parsing("Unknown key for a VALUE_NULL in [timeout].")
            : null;
        return new SearchDeadline(text is null or "-1" ? null : IndexState.ReadDuration(text), cancellationToken);
    }
}

/// <summary>The timeout of a search has elapsed.</summary>
internal sealed class DeadlineException : Exception;
