namespace Vql.Api.Answers;

/// <summary>The UUIDs of rows.</summary>
/// <param name="Count">The number of UUIDs.</param>
/// <param name="Uuids">The UUIDs, newest rows first.</param>
internal sealed record UuidListResponse(int Count, IReadOnlyList<string> Uuids);
