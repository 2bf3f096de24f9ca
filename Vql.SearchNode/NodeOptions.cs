namespace Vql.SearchNode;

/// <summary>The options of the node.</summary>
/// <param name="Data">The path of the data folder.</param>
/// <param name="Password">The password of the user <c>elastic</c>. Null disables authentication.</param>
internal sealed record NodeOptions(string Data, string? Password);
