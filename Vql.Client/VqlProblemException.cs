namespace Vql.Client;

/// <summary>The API said no: a problem of RFC 9457.</summary>
/// <param name="problem">What it said.</param>
public sealed class VqlProblemException(Problem problem) : Exception(Describe(problem))
{
    /// <summary>What it said.</summary>
    public Problem Problem => problem;

    /// <summary>The status of the answer.</summary>
    public int Status => problem.Status;

    /// <summary>What is wrong with each parameter or member of the body.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors => problem.Errors;

    private static string Describe(Problem problem) => string.Join(
        ' ', problem.Errors.SelectMany(error => error.Value.Select(message => $"{error.Key}: {message}"))
            .Prepend(problem.Detail ?? problem.Title ?? $"The API answered {problem.Status}."));
}

/// <summary>The members of a problem (RFC 9457).</summary>
public sealed record Problem
{
    /// <summary>What kind it is.</summary>
    public string? Type { get; init; }

    /// <summary>The kind in words.</summary>
    public string? Title { get; init; }

    /// <summary>The status of the answer.</summary>
    public int Status { get; init; }

    /// <summary>What is wrong here.</summary>
    public string? Detail { get; init; }

    /// <summary>Which request it was.</summary>
    public string? Instance { get; init; }

    /// <summary>What is wrong with each parameter or member of the body.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
