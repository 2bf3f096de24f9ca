namespace Vql.Core.Language;

/// <summary>Something wrong with a query.</summary>
/// <param name="Path">The JSON path of the member, <c>$</c> for the whole body.</param>
/// <param name="Message">What is wrong, and what would be right.</param>
/// <param name="Code">One of <see cref="VqlFaultCode"/>.</param>
public sealed record VqlFault(string Path, string Message, string Code = VqlFaultCode.InvalidQuery);

/// <summary>The codes of faults; the first two are the Go service's.</summary>
public static class VqlFaultCode
{
    /// <summary>A limit over 100.</summary>
    public const string PageSizeExceeded = "ERR_PAGE_SIZE_EXCEEDED";

    /// <summary>A page over 10.</summary>
    public const string PageOutOfRange = "ERR_PAGE_OUT_OF_RANGE";

    /// <summary>The body is not JSON, or a member has the wrong type.</summary>
    public const string InvalidJson = "ERR_INVALID_JSON";

    /// <summary>The query asks for something that does not exist or makes no sense.</summary>
    public const string InvalidQuery = "ERR_INVALID_QUERY";
}

/// <summary>What reading a query came to: a query, or all that is wrong with it.</summary>
/// <param name="Query">The query; null when there are faults.</param>
/// <param name="Faults">Every fault found; empty when there is a query.</param>
public sealed record VqlReading(VqlQuery? Query, IReadOnlyList<VqlFault> Faults)
{
    /// <summary>The cursor where it was a text, which the language knows nothing of; null where it was none.</summary>
    public string? Place { get; init; }
}
