namespace Vql.Client;

/// <summary>An error response of the API, as problem details (RFC 9457).</summary>
/// <param name="problem">The problem details.</param>
public sealed class VqlProblemException(Problem problem) : Exception(Describe(problem))
{
    /// <summary>The problem details.</summary>
    public Problem Problem => problem;

    /// <summary>The HTTP status code.</summary>
    public int Status => problem.Status;

    /// <summary>The validation errors, by parameter or member of the body.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors => problem.Errors;

    private static string Describe(Problem problem) => string.Join(
        ' ', problem.Errors.SelectMany(error => error.Value.Select(message => $"{error.Key}: {message}"))
            .Prepend(problem.Detail ?? problem.Title ?? $"The API returned status {problem.Status}."));
}

/// <summary>Problem details (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>A URI that identifies the problem type.</summary>
    public string? Type { get; init; }

    /// <summary>A summary of the problem type.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status code.</summary>
    public int Status { get; init; }

    /// <summary>An explanation of this occurrence of the problem.</summary>
    public string? Detail { get; init; }

    /// <summary>A URI that identifies this occurrence of the problem.</summary>
    public string? Instance { get; init; }

    /// <summary>The validation errors, by parameter or member of the body.</summary>
    // The generated deserializer sets a member that the body does not have to null.
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors
    {
        get;
        init => field = value ?? new Dictionary<string, IReadOnlyList<string>>();
    } = new Dictionary<string, IReadOnlyList<string>>();
}
