namespace Vql.Storage.Monitoring;

/// <summary>The kinds of requests that the worker executes for operators.</summary>
public enum RequestKind
{
    /// <summary>Compares an index with its rows.</summary>
    Verify,

    /// <summary>Compares an index with its rows, and repairs the differences.</summary>
    Repair,

    /// <summary>Builds a new index and switches searches to it. Resumes an interrupted reindex.</summary>
    Reindex,

    /// <summary>Deletes the new index of an unfinished reindex.</summary>
    ReindexAbort,

    /// <summary>Deletes the index that a reindex replaced.</summary>
    ReindexDropOld,

    /// <summary>Reads the state of an index and the recommendations for it.</summary>
    Inspect,

    /// <summary>Applies a recommendation.</summary>
    Optimize,
}

/// <summary>The states of requests.</summary>
public enum RequestState
{
    /// <summary>The worker has not started it.</summary>
    Waiting,

    /// <summary>The worker executes it.</summary>
    Running,

    /// <summary>It has ended.</summary>
    Done,

    /// <summary>It has failed.</summary>
    Failed,

    /// <summary>An operator canceled it.</summary>
    Canceled,
}

/// <summary>A request of an operator.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Entity"><c>contacts</c> or <c>companies</c>.</param>
/// <param name="Detail">The recommendation to apply. Empty for other kinds.</param>
/// <param name="Actor">Who requested it.</param>
/// <param name="State">The state.</param>
/// <param name="RequestedAt">The time of the request.</param>
/// <param name="StartedAt">The time of its start. Null while it waits.</param>
/// <param name="ReportedAt">The time of the last progress. Null while it waits.</param>
/// <param name="FinishedAt">The time of its end. Null before its end.</param>
/// <param name="IsCancelRequested">Whether an operator requested its cancellation.</param>
/// <param name="Done">The number of completed rows.</param>
/// <param name="Fraction">The completed fraction, 0 to 1. Null if it is unknown.</param>
/// <param name="Outcome">The outcome. Empty before its end.</param>
public sealed record OperatorRequest(
    long Id, RequestKind Kind, string Entity, string Detail, string Actor, RequestState State, DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? ReportedAt, DateTimeOffset? FinishedAt, bool IsCancelRequested, long Done, double? Fraction,
    string Outcome)
{
    /// <summary>Whether it waits or runs.</summary>
    public bool IsOpen => State is RequestState.Waiting or RequestState.Running;
}

/// <summary>The names of kinds and states.</summary>
public static class RequestNames
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<RequestKind> Kinds { get; } = Enum.GetValues<RequestKind>();

    /// <summary>Returns the name of a kind in the database and in requests.</summary>
    public static string ToName(this RequestKind kind) => kind switch
    {
        RequestKind.Verify => "verify",
        RequestKind.Repair => "repair",
        RequestKind.Reindex => "reindex",
        RequestKind.ReindexAbort => "reindex_abort",
        RequestKind.ReindexDropOld => "reindex_drop_old",
        RequestKind.Inspect => "inspect",
        _ => "optimize",
    };

    /// <summary>Returns the text of a kind.</summary>
    public static string ToText(this RequestKind kind) => kind.ToName().Replace('_', ' ');

    /// <summary>Returns the kind with a name. Null if there is none.</summary>
    public static RequestKind? Find(string? name)
    {
        foreach (var kind in Kinds)
        {
            if (kind.ToName() == name)
            {
                return kind;
            }
        }

        return null;
    }
}
