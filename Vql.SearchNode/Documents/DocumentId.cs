using System.Text;

namespace Vql.SearchNode.Documents;

/// <summary>Ids of documents.</summary>
internal static class DocumentId
{
    private const int MaxBytes = 512;

    /// <summary>Returns a new id.</summary>
    public static string Create() => Guid.CreateVersion7().ToString("N");

    /// <summary>Checks an id of a request.</summary>
    /// <exception cref="NodeException">The id is empty or too long.</exception>
    public static string Check(string id) => id.Length == 0
        ? throw NodeException.IllegalArgument("if _id is specified it must not be empty")
        : CheckLength(id);

    /// <summary>Checks the length of an id of a bulk request, in which an empty id is an error of its operation only.</summary>
    /// <exception cref="NodeException">The id is too long.</exception>
    public static string CheckLength(string id) => Encoding.UTF8.GetByteCount(id) is var bytes and > MaxBytes
        ? throw new NodeException(400, "action_request_validation_exception",
            $"Validation Failed: 1: id [{id}] is too long, must be no longer than {MaxBytes} bytes but was: {bytes};")
        : id;
}
