namespace Vql.SearchNode;

/// <summary>How the node was started.</summary>
/// <param name="Data">The folder of its data.</param>
/// <param name="Password">The password of the user <c>elastic</c>; null lets everybody in.</param>
internal sealed record NodeOptions(string Data, string? Password);
