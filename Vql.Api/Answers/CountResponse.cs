namespace Vql.Api.Answers;

/// <summary>The number of matching rows.</summary>
internal sealed record CountResponse(long Count);
