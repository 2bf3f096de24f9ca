namespace Vql.Api.Answers;

/// <summary>The answer to a count.</summary>
internal sealed record CountResponse(long Count);
