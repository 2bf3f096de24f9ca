using Microsoft.Extensions.Configuration;

namespace Vql.AppHost.Publishing;

/// <summary>The source of the images of this repository.</summary>
/// <param name="Registry">
/// The registry and path before each name, with a trailing slash. Empty for local images.
/// </param>
/// <param name="Tag">The tag of all images.</param>
internal sealed record ImageSource(string Registry, string Tag)
{
    public const string RegistryVariable = "VQL_REGISTRY";
    public const string TagVariable = "VQL_TAG";

    /// <summary>The default tag.</summary>
    public const string DefaultTag = "latest";

    /// <summary>Reads <c>VQL_REGISTRY</c> and <c>VQL_TAG</c>.</summary>
    public static ImageSource Read(IConfiguration configuration)
    {
        var registry = configuration[RegistryVariable]?.Trim().TrimEnd('/') ?? "";
        var tag = configuration[TagVariable]?.Trim() ?? "";
        return new ImageSource(registry.Length == 0 ? "" : $"{registry}/", tag.Length == 0 ? DefaultTag : tag);
    }

    /// <summary>Returns the full name of an image.</summary>
    public string NameOf(Image image) => image.IsProjectImage ? $"{Registry}{image.Name}:{Tag}" : image.Name;
}
