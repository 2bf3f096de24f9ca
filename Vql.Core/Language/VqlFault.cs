namespace Vql.Core.Language;

/// <summary>An error in a query.</summary>
/// <param name="Path">The JSON path of the member. <c>$</c> for the whole body.</param>
/// <param name="Message">The error and how to correct it.</param>
/// <param name="Code">One of <see cref="VqlFaultCode"/>.</param>
public sealed record VqlFault(string Path, string Message, string Code = VqlFaultCode.InvalidQuery);

/// <summary>The codes of faults. The Go service defines the first two.</summary>
public static class VqlFaultCode
{
    /// <summary>The limit is greater than 100.</summary>
    public const string PageSizeExceeded = "ERR_PAGE_SIZE_EXCEEDED";

    /// <summary>The page number is greater than 10.</summary>
    public const string PageOutOfRange = "ERR_PAGE_OUT_OF_RANGE";

    /// <summary>The body is not JSON, or a member has the wrong type.</summary>
    public const string InvalidJson = "ERR_INVALID_JSON";

    /// <summary>The query refers to unknown names or contains invalid values.</summary>
    public const string InvalidQuery = "ERR_INVALID_QUERY";
}

/// <summary>The result of reading a query.</summary>
/// <param name="Query">The query. Null if there are faults.</param>
/// <param name="Faults">All faults. Empty if there are none.</param>
public sealed record VqlReadResult(VqlQuery? Query, IReadOnlyList<VqlFault> Faults)
{
    /// <summary>The cursor of a request that specifies it as a text, which is opaque to VQL. Null otherwise.</summary>
    public string? OpaqueCursor { get; init; }
}
