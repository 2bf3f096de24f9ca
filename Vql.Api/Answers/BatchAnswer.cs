using Microsoft.AspNetCore.Http.HttpResults;

namespace Vql.Api.Answers;

/// <summary>The outcomes of a batch.</summary>
/// <param name="Created">The number of created rows.</param>
/// <param name="Updated">The number of updated rows.</param>
/// <param name="Deleted">The number of deleted rows.</param>
/// <param name="Failed">The number of items that wrote nothing.</param>
/// <param name="Results">The outcome of each item, in the order of the request.</param>
internal sealed record BatchAnswer(int Created, int Updated, int Deleted, int Failed, IReadOnlyList<BatchOutcome> Results)
{
    /// <summary>Returns the response with the outcomes.</summary>
    public static BatchAnswer Of(IReadOnlyList<BatchOutcome> outcomes)
    {
        int Count(int status) => outcomes.Count(outcome => outcome.Status == status);
        return new BatchAnswer(
            Count(StatusCodes.Status201Created), Count(StatusCodes.Status200OK), Count(StatusCodes.Status204NoContent),
            outcomes.Count(outcome => outcome.Problem is not null), outcomes);
    }
}

/// <summary>The outcome of an item.</summary>
/// <param name="Status">
/// The status that the same request would have alone: 201 created, 200 updated, 204 deleted; otherwise, the item wrote nothing.
/// </param>
/// <param name="Uuid">The UUID of the row; null if it is unknown.</param>
/// <param name="Problem">The problem of an item that wrote nothing; otherwise null.</param>
internal sealed record BatchOutcome(int Status, string? Uuid, BatchProblem? Problem);

/// <summary>The problem of an item.</summary>
/// <param name="Title">The kind of problem.</param>
/// <param name="Detail">The explanation.</param>
/// <param name="Errors">The errors by JSON path; null if the item is valid.</param>
/// <param name="Uuids">The UUIDs of the rows with the same key; null if the key is not ambiguous.</param>
internal sealed record BatchProblem(
    string? Title, string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors, IReadOnlyList<string>? Uuids)
{
    /// <summary>Returns the outcome with a problem that a single request would have as its response.</summary>
    public static BatchOutcome Of(IResult problem, string? uuid = null)
    {
        var details = problem switch
        {
            ProblemHttpResult result => result.ProblemDetails,
            ValidationProblem result => result.ProblemDetails,
            _ => throw new ArgumentException("is not a problem", nameof(problem)),
        };
        return new BatchOutcome(
            details.Status ?? StatusCodes.Status400BadRequest, uuid,
            new BatchProblem(
                details.Title, details.Detail ?? details.Title,
                (details as HttpValidationProblemDetails)?.Errors
                    .ToDictionary(error => error.Key, IReadOnlyList<string> (error) => error.Value),
                details.Extensions.TryGetValue(Problems.UuidsMember, out var uuids) ? uuids as IReadOnlyList<string> : null));
    }
}
