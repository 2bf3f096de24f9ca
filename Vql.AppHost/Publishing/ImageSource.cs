using Microsoft.Extensions.Configuration;

namespace Vql.AppHost.Publishing;

/// <summary>Where the images of this repository come from.</summary>
/// <param name="Registry">The registry and path before each name, ending with a slash; empty for local images.</param>
/// <param name="Tag">The tag of all images.</param>
internal sealed record ImageSource(string Registry, string Tag)
{
    public const string RegistryVariable = "VQL_REGISTRY";
    public const string TagVariable = "VQL_TAG";

    /// <summary>The tag unless another one is chosen.</summary>
    public const string DefaultTag = "latest";

    /// <summary>Reads <c>VQL_REGISTRY</c> and <c>VQL_TAG</c>.</summary>
    public static ImageSource Read(IConfiguration configuration)
    {
        var registry = configuration[RegistryVariable]?.Trim().TrimEnd('/') ?? "";
        var tag = configuration[TagVariable]?.Trim() ?? "";
        return new ImageSource(registry.Length == 0 ? "" : $"{registry}/", tag.Length == 0 ? DefaultTag : tag);
    }

    /// <summary>Returns an image's full name.</summary>
    public string NameOf(Image image) => image.IsOurs ? $"{Registry}{image.Name}:{Tag}" : image.Name;
}
