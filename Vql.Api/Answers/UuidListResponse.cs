namespace Vql.Api.Answers;

/// <summary>Uuids of rows.</summary>
/// <param name="Count">How many follow.</param>
/// <param name="Uuids">The uuids, newest rows first.</param>
internal sealed record UuidListResponse(int Count, IReadOnlyList<string> Uuids);
